// Says instants in the zone chosen on this page.

import { remember, remembered } from "./store.js";

const ZONE = "sandbox.zone";
const LIKELY = [
  "Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York", "America/Chicago",
  "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "UTC",
];

export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

let zone = valid(remembered(ZONE, browserZone)) ? remembered(ZONE, browserZone) : "UTC";
let formats = makeFormats();

function valid(name) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

function makeFormats() {
  const format = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  return {
    time: format({ hour: "2-digit", minute: "2-digit" }),
    date: format({ weekday: "short", day: "numeric", month: "short" }),
    day: format({ weekday: "long", day: "numeric", month: "long" }),
    full: format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }),
    key: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
  };
}

export function chosenZone() {
  return zone;
}

export function chooseZone(name) {
  zone = name;
  remember(ZONE, name);
  formats = makeFormats();
}

/** [{label, zones}], the likely ones first. */
export function zoneGroups() {
  const likely = [...new Set([browserZone, zone, ...LIKELY])].filter(valid);
  const all = Intl.supportedValuesOf?.("timeZone") ?? [];
  return [
    { label: "Likely", zones: likely },
    { label: "All", zones: all.filter((name) => !likely.includes(name)) },
  ];
}

const said = (format) => (instant) => formats[format].format(new Date(instant));
export const sayTime = said("time");
export const sayDate = said("date");
export const sayDay = said("day");
export const sayFull = said("full");
export const dayKey = said("key");
