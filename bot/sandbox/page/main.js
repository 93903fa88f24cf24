// Joins the parts: state in, events in, what a person does out.

import { api, listen, Refused } from "./api.js";
import { Attachments } from "./attach.js";
import { ChatLog, titleFor } from "./chat.js";
import { ClockBar } from "./clock.js";
import { Composer } from "./composer.js";
import { announce, byId, el } from "./dom.js";
import { settlePresses, showReplyKeyboard } from "./keyboards.js";
import { openMenu } from "./menu.js";
import { People } from "./people.js";
import { chatOf, load, store, watch } from "./store.js";
import { alertDialog, confirmDialog, toast } from "./toasts.js";

const composer = new Composer();
new Attachments(composer);
const people = new People();
const log = new ChatLog({
  onMenu: messageMenu,
  onCommand: (text) => composer.sendText(text),
  onEmptied: () => composer.focus(),
});
const clock = new ClockBar(showChat);

function showChat() {
  const chat = chatOf(store.active);
  if (!chat) return;
  const focused = document.activeElement;
  showFoot(chat); // first: it decides how much room the messages have
  log.show(store.active, chat);
  showWelcome(chat);
  people.show();
  document.title = titleFor(store.bot.first_name);
  // What had the focus may just have been hidden or taken away, and the log had no place to give it to.
  const now = document.activeElement;
  if (focused !== document.body && (now === document.body || !now.checkVisibility())) focusFoot();
}

// Under the messages stands one of three: Start, Unblock, or the composer with its keyboard.
function showFoot(chat) {
  const start = !chat.blocked && chat.messages.length === 0;
  byId("start").hidden = !start;
  byId("blocked").hidden = !chat.blocked;
  byId("composer").hidden = start || chat.blocked;
  showReplyKeyboard(byId("reply-keyboard"), start || chat.blocked ? null : chat.reply_keyboard, (text) => composer.sendText(text));
  composer.show();
}

function focusFoot() {
  const open = document.querySelector(".foot-one:not([hidden]) button");
  if (open) open.focus({ preventScroll: true });
  else composer.focus();
}

function showWelcome(chat) {
  byId("log").querySelector(".welcome")?.remove();
  if (chat.messages.length) return;
  const { first_name: name, description, short_description: short } = store.bot;
  const mark = el("img", { class: "avatar large", src: "/static/icon.svg", alt: "" });
  byId("log").append(el("section", { class: "welcome", "aria-label": `What ${name} does` }, mark,
    el("h2", {}, name), el("p", { dir: "auto" }, description || short || "Press Start to begin.")));
}

function messageMenu(button, message, at) {
  const person = store.active;
  const items = [{ label: "Reply", icon: "reply", run: () => composer.reply(message) }];
  if (message.from === "person" && message.kind === "text") items.push({ label: "Edit", icon: "edit", run: () => composer.edit(message) });
  if (message.text) items.push({ label: "Copy text", icon: "copy", run: () => copy(message.text) });
  items.push({ label: "Delete", icon: "trash", danger: true, run: () => remove(person, message) });
  openMenu(button, "Message actions", items, at);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  } catch {
    toast("Your browser did not let me copy this.", { bad: true });
  }
}

async function remove(person, message) {
  const note = message.from === "person" ? "It goes from this view. The bot is not told, as in Telegram." : "It goes from this view.";
  if (await confirmDialog("Delete this message?", note, "Delete")) await attempt(() => api.remove(person, message.id));
}

async function attempt(call) {
  try {
    await call();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message, { bad: true });
    return false;
  }
}

function block(blocked) {
  const person = store.active;
  return attempt(() => api.block(person, blocked));
}

async function startOver() {
  const text = "Both chats are emptied, the bot forgets everything it was told here, and its clock goes back. This cannot be undone.";
  if (!(await confirmDialog("Start over?", text, "Start over"))) return;
  if (!(await attempt(api.startOver))) return;
  composer.forget();
  await attempt(() => load("all"));
  focusFoot();
  announce("Everything starts anew.");
}

byId("more").addEventListener("click", () => {
  const blocked = chatOf(store.active)?.blocked;
  openMenu(byId("more"), "More", [
    { label: blocked ? "Unblock the bot" : "Block the bot", icon: "block", run: () => block(!blocked) },
    { label: "Start over …", icon: "again", danger: true, run: startOver },
  ]);
});
byId("start").querySelector("button").addEventListener("click", () => composer.sendText("/start"));
byId("blocked").querySelector("button").addEventListener("click", () => block(false));

watch((what, person) => {
  if (what === "all") {
    composer.commands.hear();
    clock.hear(store.clock);
    for (const [each, chat] of store.chats) people.hearTyping(each, chat.typing);
  }
  if (what === "chat") people.hearTyping(person, chatOf(person).typing);
  if (what === "all" || what === "active" || person === store.active) showChat();
  else people.show();
  document.title = titleFor(store.bot.first_name);
});

function onChange({ chat, all }) {
  if (all) return attempt(() => load("all"));
  if (!chatOf(chat)) return true; // a group: this page shows the people's own chats
  return attempt(() => load(chat));
}

function onToast({ chat, text, alert }) {
  settlePresses(chat);
  if (!text || chat !== store.active) return;
  if (alert) alertDialog(store.bot.first_name, text);
  else toast(text);
}

let begun = false;
listen({
  open: async () => {
    byId("lost").hidden = true;
    if (!(await attempt(() => load("all"))) || begun) return;
    begun = true;
    if (matchMedia("(pointer: fine)").matches) focusFoot();
  },
  lost: () => { byId("lost").hidden = false; },
  change: onChange,
  clock: (event) => clock.hear(event),
  toast: onToast,
  typing: ({ chat }) => people.hearTyping(chat),
});
