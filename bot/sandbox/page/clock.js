// The bar on top: the bot's time in a chosen zone, and the ways to move it on.

import { api, Refused } from "./api.js";
import { announce, byId, el } from "./dom.js";
import { chooseZone, chosenZone, sayDate, sayFull, sayTime, zoneGroups } from "./times.js";

const TURN = 500; // how often the shown time is looked at, in milliseconds

export class ClockBar {
  /** onZone() is called once another zone was chosen. */
  constructor(onZone) {
    this.base = null; // {at: server's now in ms, heard: performance.now() when it said so}
    this.walking = false; // somebody's walk, as the server tells
    this.asked = false; // our own walk, from the tap to the answer
    this.buttons = [...document.querySelectorAll(".chip"), byId("move").querySelector("button")];
    for (const chip of document.querySelectorAll(".chip")) {
      const { minutes, to } = chip.dataset;
      chip.addEventListener("click", () => this.move(minutes ? { minutes: Number(minutes) } : { to, zone: chosenZone() }));
    }
    byId("move").addEventListener("submit", (event) => { event.preventDefault(); this.moveToTyped(); });
    byId("move-to").addEventListener("input", () => this.note(""));
    this.fillZones();
    byId("zone").addEventListener("change", (event) => {
      chooseZone(event.target.value);
      this.draw();
      onZone();
    });
    setInterval(() => this.draw(), TURN);
  }

  fillZones() {
    byId("zone").append(...zoneGroups().map(({ label, zones }) =>
      el("optgroup", { label }, ...zones.map((zone) => el("option", { value: zone }, zone.replaceAll("_", " "))))));
    byId("zone").value = chosenZone();
  }

  /** The server's {now, walking}. */
  hear({ now, walking }) {
    this.base = { at: Date.parse(now), heard: performance.now() };
    this.walking = Boolean(walking);
    this.showWalk();
    this.draw();
  }

  now() {
    if (!this.base) return null;
    return this.base.at + (this.busy ? 0 : performance.now() - this.base.heard);
  }

  get busy() {
    return this.walking || this.asked;
  }

  draw() {
    const now = this.now();
    if (now === null) return;
    write("clock-time", sayTime(now));
    write("clock-date", sayDate(now));
    byId("clock").title = sayFull(now);
    byId("clock").setAttribute("datetime", new Date(now).toISOString().slice(0, 16) + "Z");
  }

  async moveToTyped() {
    const field = byId("move-to");
    const to = field.value.trim();
    if (!to) {
      this.note("Type when to go to, such as “Sunday evening” or “2026-12-01 14:30”.", { bad: true });
      field.focus();
      return;
    }
    if (await this.move({ to, zone: chosenZone() })) field.value = "";
    else field.select();
  }

  /** true once the bot's time stands there. */
  async move(where) {
    if (this.busy) return false;
    this.asked = true;
    this.note("");
    this.showWalk();
    try {
      const { now } = await api.clock(where);
      this.asked = false;
      this.hear({ now, walking: false });
      announce(`It is now ${sayFull(now)}.`);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.note(error.message, { bad: true });
      return false;
    } finally {
      this.asked = false;
      this.showWalk();
    }
  }

  showWalk() {
    byId("walk").classList.toggle("on", this.busy);
    byId("clock").classList.toggle("walking", this.busy);
    // aria-disabled and not disabled: a button that is disabled under the finger loses the focus.
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(this.busy));
  }

  note(text, { bad = false } = {}) {
    write("move-note", text);
    byId("move-note").classList.toggle("bad", bad);
    byId("move-to").setAttribute("aria-invalid", String(bad));
  }
}

function write(id, text) {
  if (byId(id).textContent !== text) byId(id).textContent = text;
}
