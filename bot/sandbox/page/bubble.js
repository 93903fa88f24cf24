// One message as an article: who, what it answers, media, text, time, reaction, keyboard, its menu button.

import { el, icon } from "./dom.js";
import { renderText, snippet } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { mediaOf } from "./media.js";
import { sayFull, sayTime } from "./times.js";

const BARE = new Set(["sticker"]);

/**
 * view: {person, message, answered (message replied to, or null), botName, revealed, onCommand, onMenu, onJump}
 * -> article element. It is built anew whenever the message changes.
 */
export function bubble(view) {
  const { person, message } = view;
  const own = message.from === "person";
  const who = own ? "You" : view.botName;
  const box = el("div", { class: BARE.has(message.kind) ? "bubble bare" : "bubble", id: `message-${message.id}` },
    el("span", { class: "unseen" }, `${who}: `),
    replyLine(view), mediaOf(message), textOf(view), under(view));
  const actions = el("button", {
    type: "button", class: "round actions", tabindex: "-1", "data-focus": "actions",
    "aria-label": "Message actions", "aria-haspopup": "menu", "aria-expanded": "false",
  }, icon("dots"));
  actions.addEventListener("click", () => view.onMenu(actions, message));
  const article = el("article", {
    class: own ? "message own" : "message", tabindex: "-1", "data-id": message.id,
    "aria-labelledby": box.id,
  }, el("div", { class: "body" }, el("div", { class: "beside" }, box, actions), inlineKeyboard(person, message)));
  article.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a") || String(getSelection())) return;
    event.preventDefault();
    view.onMenu(actions, message, event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : null);
  });
  return article;
}

function textOf({ message, revealed, onCommand }) {
  if (!message.text || BARE.has(message.kind)) return null; // a sticker's text is the emoji it stands for
  return el("div", { class: "text", dir: "auto" }, renderText(message.text, message.entities, { revealed, onCommand }));
}

function replyLine({ message, answered, botName, onJump }) {
  if (!message.reply_to) return null;
  if (!answered) return el("p", { class: "quote gone" }, "Deleted message");
  const who = answered.from === "person" ? "You" : botName;
  return el("button", {
    type: "button", class: "quote", "data-focus": "quote", onclick: () => onJump(answered.id),
  }, el("span", { class: "unseen" }, "In reply to "), el("b", {}, who), el("span", { dir: "auto" }, snippet(answered)));
}

function meta(message) {
  const edited = message.edit_date ? el("span", { class: "edited" }, "edited") : null;
  const quiet = message.silent ? el("span", { class: "quiet", title: "Sent without a sound" }, icon("quiet"), el("span", { class: "unseen" }, "sent without a sound")) : null;
  return el("span", { class: "meta" }, quiet, edited,
    el("time", { datetime: message.date, title: sayFull(message.date) }, sayTime(message.date)));
}

// The time stands on the last line of the text; with a reaction both get a line of their own.
function under(view) {
  const mark = reaction(view);
  return mark ? el("div", { class: "under" }, mark, meta(view.message)) : meta(view.message);
}

function reaction({ message, botName }) {
  if (!message.reaction) return null;
  return el("span", { class: "reaction", role: "img", "aria-label": `${botName} reacted with ${message.reaction}` }, message.reaction);
}
