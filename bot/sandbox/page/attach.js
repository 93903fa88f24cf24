// What is sent besides text: the paper clip's menu, a file picked or dropped, the pin's cities.

import { api } from "./api.js";
import { byId } from "./dom.js";
import { openMenu } from "./menu.js";
import { CITIES } from "./places.js";
import { store } from "./store.js";
import { toast } from "./toasts.js";

const LARGEST = 20 * 1024 * 1024; // what a bot can fetch
const KINDS = [
  { label: "Sticker", icon: "sticker", kind: "sticker" },
  { label: "Photo", icon: "photo", kind: "photo" },
  { label: "Voice message", icon: "voice", kind: "voice" },
  { label: "Forwarded message", icon: "forward", kind: "forward" },
];

export class Attachments {
  constructor(composer) {
    this.composer = composer;
    this.picker = byId("picker");
    this.picker.addEventListener("change", () => {
      this.take(this.picker.files);
      this.picker.value = ""; // or the same file could not be picked again
    });
    byId("attach").addEventListener("click", () => this.open());
    byId("locate").addEventListener("click", () => this.openPlaces());
    this.watchDrops();
  }

  open() {
    const person = store.active;
    const samples = KINDS.map(({ kind, ...item }) => ({ ...item, run: () => this.composer.run(() => api.send(person, kind)) }));
    openMenu(byId("attach"), "Send", [{ label: "File …", icon: "page", run: () => this.picker.click() }, ...samples]);
  }

  openPlaces() {
    const person = store.active;
    openMenu(byId("locate"), "Send a location", CITIES.map((city) => ({
      label: city.name, icon: "pin", run: () => this.composer.run(() => api.locate(person, city)),
    })));
  }

  /** Puts a file beside the text, to be sent with it; what cannot be sent is said at once. */
  async take(files) {
    const [file, more] = files;
    if (!file) return;
    const reason = more ? "One file at a time." : await whyNot(file);
    if (reason) toast(reason, { bad: true });
    else this.composer.attach(file);
  }

  // A file may be dropped anywhere on the chat; one that misses it must not take the page's place.
  watchDrops() {
    const panel = byId("panel");
    const over = (event) => panel.contains(event.target) && !this.composer.form.hidden;
    addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = over(event) ? "copy" : "none";
      byId("drop").hidden = !over(event);
    });
    addEventListener("dragleave", (event) => { if (!event.relatedTarget) byId("drop").hidden = true; });
    addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      byId("drop").hidden = true;
      if (over(event)) this.take(event.dataTransfer.files);
    });
  }
}

function hasFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

async function whyNot(file) {
  if (file.size > LARGEST) return "This file is larger than 20 MB, the most that a bot can fetch.";
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return "This cannot be read; a folder cannot be sent.";
  }
  return file.size ? null : "There is nothing in this file.";
}
