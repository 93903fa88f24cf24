// Inline keyboards under bubbles, and the reply keyboard under the composer.

import { api, Refused } from "./api.js";
import { el, icon } from "./dom.js";
import { safeUrl } from "./entities.js";
import { toast } from "./toasts.js";

const PATIENCE = 15000; // an unanswered press stops turning after this
const pending = new Map(); // "person:message:data" -> timer

const keyOf = (person, message, data) => `${person}:${message}:${data}`;

export function inlineKeyboard(person, message) {
  if (!message.keyboard?.length) return null;
  const rows = message.keyboard.map((row) => el("div", { class: "keys" }, ...row.map((button) => key(person, message, button))));
  return el("div", { class: "keyboard", role: "group", "aria-label": "Answers" }, ...rows);
}

function key(person, message, button) {
  if (button.url !== undefined) return linkKey(button);
  const busy = pending.has(keyOf(person, message.id, button.data));
  const node = el("button", {
    type: "button", class: busy ? "key busy" : "key", "aria-busy": busy || null,
    "data-focus": `key:${button.data}`, "data-press": keyOf(person, message.id, button.data),
  }, el("span", { dir: "auto" }, button.text));
  node.addEventListener("click", () => press(person, message.id, button.data));
  return node;
}

function linkKey(button) {
  const href = safeUrl(button.url);
  return el("a", {
    class: "key", href, target: "_blank", rel: "noopener noreferrer", "data-focus": `key:${button.url}`,
  }, el("span", { dir: "auto" }, button.text), icon("out", "icon corner"));
}

async function press(person, message, data) {
  const pressKey = keyOf(person, message, data);
  if (pending.has(pressKey)) return;
  pending.set(pressKey, setTimeout(() => settle(pressKey), PATIENCE));
  show(pressKey, true);
  try {
    await api.press(person, message, data);
  } catch (error) {
    settle(pressKey);
    if (!(error instanceof Refused)) throw error;
    toast(error.message, { bad: true });
  }
}

/** The bot answered: nothing in this person's chat is waiting any more. */
export function settlePresses(person) {
  for (const pressKey of [...pending.keys()]) {
    if (pressKey.startsWith(`${person}:`)) settle(pressKey);
  }
}

function settle(pressKey) {
  clearTimeout(pending.get(pressKey));
  pending.delete(pressKey);
  show(pressKey, false);
}

function show(pressKey, busy) {
  for (const node of document.querySelectorAll(`[data-press="${CSS.escape(pressKey)}"]`)) {
    node.classList.toggle("busy", busy);
    if (busy) node.setAttribute("aria-busy", "true");
    else node.removeAttribute("aria-busy");
  }
}

/** Fills the place under the composer; `say(text)` sends what a button says. */
export function showReplyKeyboard(place, keyboard, say) {
  const shape = JSON.stringify(keyboard ?? null);
  if (place.dataset.shape === shape) return; // unchanged: keep focus where it is
  place.dataset.shape = shape;
  place.hidden = !keyboard?.rows?.length;
  place.replaceChildren(...(keyboard?.rows ?? []).map((row) => el("div", { class: "keys" }, ...row.map((button) =>
    el("button", { type: "button", class: "reply-key", dir: "auto", onclick: () => say(button.text) }, button.text)))));
}
