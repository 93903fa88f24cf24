// The head of the chat: who the bot is and what it is doing, the tabs of people, the menu behind the dots.

import { byId, el, step } from "./dom.js";
import { activate, chatOf, store, unread } from "./store.js";

const TYPING_LASTS = 5000; // as long as Telegram shows one sendChatAction

export class People {
  constructor() {
    this.tabs = byId("people");
    this.typing = new Map(); // person -> timer
    this.tabs.addEventListener("keydown", (event) => {
      const target = step([...this.tabs.children], document.activeElement, event.key, { back: "ArrowLeft", forth: "ArrowRight" });
      if (!target) return;
      event.preventDefault();
      activate(Number(target.dataset.person));
      this.tabs.querySelector("[aria-selected=true]").focus();
    });
  }

  show() {
    const known = [...this.tabs.children].map((tab) => tab.dataset.person).join();
    if (known !== store.people.map((person) => person.id).join()) this.tabs.replaceChildren(...store.people.map(makeTab));
    for (const tab of this.tabs.children) this.showTab(tab);
    byId("bot-name").textContent = store.bot.first_name;
    byId("panel").setAttribute("aria-labelledby", `tab-${store.active}`);
    byId("log").setAttribute("aria-label", `Messages with ${store.bot.first_name}`);
    this.showStatus();
  }

  showTab(tab) {
    const person = store.people.find(({ id }) => id === Number(tab.dataset.person));
    const here = person.id === store.active;
    const count = here ? 0 : unread(person.id);
    tab.setAttribute("aria-selected", String(here));
    tab.setAttribute("tabindex", here ? "0" : "-1");
    tab.setAttribute("aria-label", count ? `${person.first_name}, ${count} unread` : person.first_name);
    const badge = tab.querySelector(".badge");
    badge.hidden = count === 0;
    badge.textContent = count;
  }

  /** The bot types to this person: until its message comes, or for a few seconds. */
  hearTyping(person, on = true) {
    clearTimeout(this.typing.get(person));
    this.typing.delete(person);
    if (on) this.typing.set(person, setTimeout(() => this.hearTyping(person, false), TYPING_LASTS));
    this.showStatus();
  }

  showStatus() {
    const status = byId("bot-status");
    const chat = chatOf(store.active);
    const typing = this.typing.has(store.active);
    const text = typing ? "typing" : chat?.blocked ? "blocked" : "bot";
    if (status.dataset.says === text) return;
    status.dataset.says = text;
    status.classList.toggle("typing", typing);
    status.replaceChildren(text, ...(typing ? [el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"))] : []));
  }
}

function makeTab(person) {
  return el("button", {
    type: "button", role: "tab", class: "tab", id: `tab-${person.id}`, "data-person": person.id, "aria-controls": "panel",
    onclick: () => activate(person.id),
  }, el("span", { class: "tab-name", dir: "auto" }, person.first_name), el("span", { class: "badge", hidden: true }));
}
