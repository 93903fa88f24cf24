// The command list above the composer: opened by its button or by typing "/", steered from the text field.

import { byId, el } from "./dom.js";
import { store } from "./store.js";

export class CommandList {
  /** pick(text) sends a command. */
  constructor(field, pick) {
    this.field = field;
    this.pick = pick;
    this.list = byId("commands");
    this.button = byId("open-commands");
    this.at = -1;
    this.button.addEventListener("click", () => this.toggle());
    // Pressing the button would blur the field first and close the list that the click then reopens.
    for (const node of [this.button, this.list]) node.addEventListener("mousedown", (event) => event.preventDefault());
    this.field.addEventListener("input", () => this.follow());
    this.field.addEventListener("blur", () => this.close());
  }

  get open() {
    return !this.list.hidden;
  }

  /** Other commands may be on offer now. */
  hear() {
    this.button.hidden = store.commands.length === 0;
    if (document.activeElement === this.field) this.follow();
  }

  toggle() {
    const was = this.open;
    this.field.focus();
    if (was) this.close();
    else this.fill(store.commands);
  }

  // While a lone "/word" is typed, the list shows what begins with it.
  follow() {
    const typed = /^\/(\w*)$/.exec(this.field.value);
    if (!typed) return this.close();
    const start = typed[1].toLowerCase();
    const found = store.commands.filter(({ command }) => command.startsWith(start));
    return this.fill(found, found.findIndex(({ command }) => command === start));
  }

  fill(commands, at = 0) {
    if (!commands.length) return this.close();
    this.list.replaceChildren(...commands.map(({ command, description }, n) => el("div", {
      class: "option", role: "option", id: `command-${n}`, "data-command": `/${command}`, onclick: () => this.choose(n),
    }, el("b", {}, `/${command}`), el("span", { dir: "auto" }, description))));
    this.list.hidden = false;
    this.expanded("true");
    return this.mark(Math.max(at, 0));
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((option, n) => {
      option.setAttribute("aria-selected", n === at ? "true" : "false");
      if (n === at) option.scrollIntoView({ block: "nearest" });
    });
    this.field.setAttribute("aria-activedescendant", `command-${at}`);
  }

  /** true if the key was the list's own. */
  onKey(event) {
    if (!this.open) return false;
    const last = this.list.children.length - 1;
    const moves = { ArrowDown: this.at < last ? this.at + 1 : 0, ArrowUp: this.at > 0 ? this.at - 1 : last };
    if (event.key in moves) this.mark(moves[event.key]);
    else if (event.key === "Enter" && !event.shiftKey) this.choose(this.at);
    else if (event.key === "Tab" && !event.shiftKey) this.complete();
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  choose(n) {
    const text = this.list.children[n].dataset.command;
    this.close();
    this.pick(text);
  }

  complete() {
    this.field.value = `${this.list.children[this.at].dataset.command} `;
    this.close();
    this.field.dispatchEvent(new Event("input"));
  }

  close() {
    this.list.hidden = true;
    this.expanded("false");
    this.field.removeAttribute("aria-activedescendant");
  }

  expanded(value) {
    for (const node of [this.field, this.button]) node.setAttribute("aria-expanded", value);
  }
}
