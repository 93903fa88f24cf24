// The place to write: a message, a reply, a file with a line, an edit of an own message; each person's draft is kept apart.

import { api, Refused } from "./api.js";
import { CommandList } from "./commands.js";
import { byId } from "./dom.js";
import { snippet } from "./entities.js";
import { saySize } from "./media.js";
import { chatOf, messageOf, store } from "./store.js";
import { toast } from "./toasts.js";

const TALLEST = 160; // pixels the field grows to before it scrolls
const EMPTY = { text: "", mode: "write", about: null, before: "", file: null };

export class Composer {
  constructor() {
    this.form = byId("composer");
    this.field = byId("text");
    this.drafts = new Map(); // person -> {text, mode: "write"|"reply"|"edit", about: message id, before: text put aside, file}
    this.queue = Promise.resolve(); // messages leave in the order they were written
    this.commands = new CommandList(this.field, (text) => this.sendCommand(text));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("input", () => { this.draft().text = this.field.value; this.size(); });
    byId("context-close").addEventListener("click", () => this.leave());
    byId("file-close").addEventListener("click", () => this.attach(null));
  }

  draft() {
    if (!this.drafts.has(store.active)) this.drafts.set(store.active, { ...EMPTY });
    return this.drafts.get(store.active);
  }

  forget() {
    this.drafts.clear();
    this.show();
  }

  focus() {
    if (!this.form.hidden) this.field.focus({ preventScroll: true });
  }

  /** Shows the active person's draft; an edit or reply whose message went away is dropped. */
  show() {
    const draft = this.draft();
    if (draft.about && !messageOf(store.active, draft.about)) this.putBack(draft);
    if (this.field.value !== draft.text) this.field.value = draft.text;
    this.field.placeholder = draft.file ? "Add a line" : chatOf(store.active)?.reply_keyboard?.placeholder || "Message";
    this.showContext(draft);
    this.showFile(draft);
    this.size();
  }

  showContext({ mode, about }) {
    const box = byId("context");
    box.hidden = mode === "write";
    byId("send").setAttribute("aria-label", mode === "edit" ? "Save" : "Send");
    byId("send-icon").setAttribute("href", mode === "edit" ? "#i-check" : "#i-send");
    if (box.hidden) return;
    const message = messageOf(store.active, about);
    byId("context-icon").setAttribute("href", mode === "edit" ? "#i-edit" : "#i-reply");
    byId("context-title").textContent = mode === "edit" ? "Edit message" : `Reply to ${message.from === "bot" ? store.bot.first_name : "yourself"}`;
    byId("context-snippet").textContent = snippet(message);
    byId("context-close").setAttribute("aria-label", mode === "edit" ? "Cancel editing" : "Cancel reply");
  }

  showFile({ file, mode }) {
    byId("file").hidden = !file || mode === "edit";
    if (!file) return;
    byId("file-name").textContent = file.name;
    byId("file-size").textContent = saySize(file.size);
  }

  /** Holds a file until it is sent with what is typed; null takes it away. */
  attach(file) {
    if (this.draft().mode === "edit") this.leave();
    this.draft().file = file;
    this.show();
    this.focus();
  }

  reply(message) {
    const draft = this.draft();
    if (draft.mode === "edit") this.leave();
    Object.assign(draft, { mode: "reply", about: message.id });
    this.show();
    this.focus();
  }

  edit(message) {
    const draft = this.draft();
    const before = draft.mode === "edit" ? draft.before : draft.text;
    Object.assign(draft, { mode: "edit", about: message.id, before, text: message.text });
    this.show();
    this.focus();
    this.field.setSelectionRange(message.text.length, message.text.length);
  }

  leave() {
    this.putBack(this.draft());
    this.show();
    this.focus();
  }

  putBack(draft) {
    const text = draft.mode === "edit" ? draft.before : draft.text;
    Object.assign(draft, { mode: "write", about: null, before: "", text });
  }

  onKey(event) {
    if (event.isComposing || this.commands.onKey(event)) return;
    const { mode, file } = this.draft();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && mode !== "write") {
      event.preventDefault();
      this.leave();
    } else if (event.key === "Escape" && file) {
      event.preventDefault();
      this.attach(null);
    } else if (event.key === "ArrowUp" && !this.field.value && mode === "write") {
      this.editLast(event);
    }
  }

  editLast(event) {
    const mine = (chatOf(store.active)?.messages ?? []).filter((m) => m.from === "person" && m.kind === "text");
    if (!mine.length) return;
    event.preventDefault();
    this.edit(mine.at(-1));
  }

  submit() {
    const draft = this.draft();
    const { mode, about, text } = draft;
    const file = mode === "edit" ? null : draft.file;
    if (!text.trim() && !file) return;
    this.commands.close();
    Object.assign(draft, mode === "edit" ? { mode: "write", about: null, before: "", text: draft.before } : EMPTY);
    this.show();
    const person = store.active;
    const kept = { person, text, mode, about, ...(file && { file }) };
    if (file) this.run(() => api.sendFile(person, file, text, about), kept);
    else if (mode !== "edit") this.run(() => api.say(person, text, about), kept);
    else if (messageOf(person, about)?.text !== text) this.run(() => api.edit(person, about, text), kept);
    this.focus();
  }

  /** Sends a text that was not typed: a reply key, a tapped command, Start. */
  sendText(text) {
    const person = store.active;
    this.run(() => api.say(person, text));
  }

  sendCommand(text) {
    if (this.draft().mode !== "edit") {
      this.draft().text = "";
      this.show();
    }
    this.sendText(text);
  }

  // What could not be sent goes back into the field, unless something new stands there.
  run(call, { person, ...kept } = {}) {
    this.queue = this.queue.then(call).catch((error) => {
      if (!(error instanceof Refused)) throw error;
      toast(`Not sent: ${error.message}`, { bad: true });
      const draft = this.drafts.get(person);
      if (!draft || draft.text || draft.file) return;
      Object.assign(draft, kept);
      if (person === store.active) this.show();
    });
  }

  size() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
    this.form.classList.toggle("empty", !this.field.value.trim() && byId("file").hidden);
  }
}
