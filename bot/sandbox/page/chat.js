// The list of messages: keeps what did not change, replaces what did, and loses neither focus nor place.

import { byId, el, step } from "./dom.js";
import { bubble } from "./bubble.js";
import { snippet } from "./entities.js";
import { messageOf, store, unread } from "./store.js";
import { chosenZone, dayKey, sayDay } from "./times.js";

const NEAR_END = 70; // pixels that still count as being at the end
const ONE_GROUP = 5 * 60 * 1000;

export class ChatLog {
  /** actions: {onMenu(button, message, at), onCommand(text), onEmptied()} */
  constructor(actions) {
    this.log = byId("log");
    this.toEnd = byId("to-end");
    this.actions = actions;
    this.person = null;
    this.shown = new Map(); // key -> {node, sign}
    this.revealed = new Map(); // "person:message" -> Set of offsets
    this.stuck = true;
    this.fresh = 0;
    this.log.addEventListener("scroll", () => this.onScroll(), { passive: true });
    this.log.addEventListener("keydown", (event) => this.onKey(event));
    this.log.addEventListener("focusin", (event) => this.settleStops(event.target.closest(".message")));
    this.toEnd.addEventListener("click", () => this.scrollToEnd());
    new ResizeObserver(() => { this.height = this.log.clientHeight; if (this.stuck) this.scrollToEnd(); }).observe(this.log);
  }

  /** Shows the active person's chat; on a change of person or zone everything is drawn anew. */
  show(person, chat) {
    const turned = person !== this.person;
    if (turned) this.clear(person);
    const before = { end: this.stuck, ids: new Set(this.shown.keys()), focus: this.focusPlace() };
    this.reconcile(this.entries(chat), turned);
    this.regroup(chat.messages);
    this.giveFocusBack(before.focus);
    const added = chat.messages.filter((message) => !before.ids.has(`m${message.id}`));
    if (turned || before.end || added.some((message) => message.from === "person")) this.scrollToEnd();
    else this.fresh += added.length;
    this.settleStops();
    this.showToEnd();
  }

  clear(person) {
    // A whole chat coming in is no news: keep the screen reader from reading it all.
    this.log.setAttribute("aria-live", "off");
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 300);
    this.log.replaceChildren();
    this.shown.clear();
    this.person = person;
    this.fresh = 0;
  }

  entries(chat) {
    const entries = [];
    let day = null;
    for (const message of chat.messages) {
      const key = dayKey(message.date);
      if (key !== day) entries.push({ key: `d${key}`, sign: chosenZone(), build: () => dayLine(message.date) });
      day = key;
      entries.push(this.messageEntry(message));
    }
    return entries;
  }

  messageEntry(message) {
    const answered = message.reply_to ? messageOf(this.person, message.reply_to) : null;
    const sign = JSON.stringify([message, answered && snippet(answered), chosenZone(), store.bot.first_name]);
    const build = () => bubble({
      person: this.person, message, answered, botName: store.bot.first_name,
      revealed: this.revealedIn(message.id), onJump: (id) => this.jumpTo(id), ...this.actions,
    });
    return { key: `m${message.id}`, sign, build };
  }

  revealedIn(id) {
    const key = `${this.person}:${id}`;
    if (!this.revealed.has(key)) this.revealed.set(key, new Set());
    return this.revealed.get(key);
  }

  reconcile(entries, turned) {
    const wanted = new Set(entries.map((entry) => entry.key));
    for (const [key, { node }] of this.shown) {
      if (wanted.has(key)) continue;
      node.remove();
      this.shown.delete(key);
    }
    let place = this.log.firstElementChild;
    for (const { key, sign, build } of entries) {
      const old = this.shown.get(key);
      if (old?.sign === sign) {
        if (old.node === place) place = place.nextElementSibling;
        else this.log.insertBefore(old.node, place);
        continue;
      }
      const node = build();
      if (old) {
        if (old.node === place) place = place.nextElementSibling;
        old.node.replaceWith(node);
      } else if (!turned) {
        node.classList.add("new");
      }
      this.log.insertBefore(node, place);
      this.shown.set(key, { node, sign });
    }
  }

  // Messages of one side within minutes of each other stand close together.
  regroup(messages) {
    messages.forEach((message, at) => {
      const next = messages[at + 1];
      const joined = next && next.from === message.from && new Date(next.date) - new Date(message.date) < ONE_GROUP
        && dayKey(next.date) === dayKey(message.date);
      this.shown.get(`m${message.id}`).node.classList.toggle("joined", Boolean(joined));
    });
  }

  articles() {
    return [...this.log.querySelectorAll(".message")];
  }

  focusPlace() {
    const active = document.activeElement;
    const article = active?.closest?.("#log .message");
    if (!article) return null;
    return { id: article.dataset.id, at: this.articles().indexOf(article), what: active.dataset.focus ?? "", node: active };
  }

  // After a redraw: the same button, else its bubble, else a neighbour of what was deleted.
  giveFocusBack(place) {
    if (!place || place.node.isConnected) return;
    const article = this.shown.get(`m${place.id}`)?.node;
    const same = place.what && article?.querySelector(`[data-focus="${CSS.escape(place.what)}"]`);
    const articles = this.articles();
    const target = same || article || articles[Math.min(place.at, articles.length - 1)];
    if (target) target.focus({ preventScroll: true });
    else this.actions.onEmptied();
  }

  // One message takes part in the Tab order: the one with focus, else the last; arrows reach the others.
  settleStops(chosen = null) {
    const articles = this.articles();
    const current = chosen ?? document.activeElement?.closest?.("#log .message") ?? articles.at(-1);
    for (const article of articles) {
      const stop = article === current ? "0" : "-1";
      article.setAttribute("tabindex", stop);
      article.querySelector(".actions").setAttribute("tabindex", stop);
    }
  }

  onKey(event) {
    const article = event.target.closest(".message");
    if (event.target !== article && event.target !== this.log) return;
    if (article && (event.key === "Enter" || event.key === "ContextMenu")) {
      event.preventDefault();
      article.querySelector(".actions").click();
      return;
    }
    const articles = this.articles();
    const start = article ?? (event.key === "ArrowUp" ? articles[0] : articles.at(-1));
    const target = step(articles, start, event.key, { back: "ArrowUp", forth: "ArrowDown" });
    if (!target || (article && Math.abs(articles.indexOf(target) - articles.indexOf(article)) > 1 && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  jumpTo(id) {
    const article = this.shown.get(`m${id}`)?.node;
    if (!article) return;
    article.scrollIntoView({ block: "center" });
    article.focus({ preventScroll: true });
    article.classList.remove("flash");
    requestAnimationFrame(() => article.classList.add("flash"));
  }

  onScroll() {
    // When the log itself grew or shrank, the person did not scroll.
    const resized = this.height !== this.log.clientHeight;
    this.height = this.log.clientHeight;
    if (resized && this.stuck) return;
    this.stuck = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
    if (this.stuck) this.fresh = 0;
    this.showToEnd();
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.stuck = true;
    this.fresh = 0;
    this.showToEnd();
  }

  showToEnd() {
    this.toEnd.hidden = this.stuck;
    const count = byId("to-end-count");
    count.hidden = this.fresh === 0;
    count.textContent = this.fresh;
    this.toEnd.setAttribute("aria-label", this.fresh ? `To the end, ${this.fresh} new` : "To the end");
  }
}

function dayLine(instant) {
  return el("p", { class: "day" }, el("span", {}, sayDay(instant)));
}

export function titleFor(name) {
  const others = store.people.reduce((sum, person) => sum + (person.id === store.active ? 0 : unread(person.id)), 0);
  return others ? `(${others}) ${name} sandbox` : `${name} sandbox`;
}
