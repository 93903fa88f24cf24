// What a bubble holds besides text: documents to download, places, and placeholders for what a sandbox cannot send.

import { el, icon } from "./dom.js";
import { sayPlace } from "./places.js";

export function mediaOf(message) {
  if (message.document) return documentCard(message.document);
  if (message.location) return place(message.location);
  const make = { sticker, photo, voice, forward }[message.kind];
  return make ? make(message) : null;
}

function documentCard({ name, size, url }) {
  const here = new URL(url, location.href);
  const href = here.origin === location.origin ? here.href : null;
  return el("a", {
    class: "document", href, download: name, "data-focus": "document",
    "aria-label": `Download ${name}, ${saySize(size)}`,
  }, el("span", { class: "document-mark" }, icon("file")), el("span", { class: "document-text" },
    el("span", { class: "document-name", dir: "auto" }, name), el("span", { class: "document-size" }, saySize(size))));
}

export function saySize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function place(location) {
  const { name, where } = sayPlace(location);
  return el("div", { class: "place" }, el("span", { class: "document-mark" }, icon("pin")), el("span", { class: "document-text" },
    el("span", { class: "document-name" }, name), where && el("span", { class: "document-size" }, where)));
}

function sticker({ text }) {
  return el("div", { class: "sticker", role: "img", "aria-label": `Sticker ${text}`.trim() }, icon("sticker", "icon large"));
}

function photo() {
  return el("div", { class: "photo", role: "img", "aria-label": "Photo" }, icon("photo", "icon large"));
}

const WAVE = [5, 9, 14, 8, 12, 18, 11, 6, 13, 17, 9, 15, 7, 11, 16, 10, 5, 8, 12, 6];

function voice() {
  const wave = el("span", { class: "wave" }, ...WAVE.map((height) => {
    const bar = el("i");
    bar.style.height = `${height}px`;
    return bar;
  }));
  return el("div", { class: "voice", role: "img", "aria-label": "Voice message, 4 seconds" },
    el("span", { class: "document-mark" }, icon("play", "icon solid")), wave, el("span", { class: "document-size" }, "0:04"));
}

function forward() {
  return el("p", { class: "forwarded" }, icon("forward"), "Forwarded message");
}
