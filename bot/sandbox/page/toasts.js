// Short notices over the chat, and the modal dialogs: an alert, and a question before what cannot be undone.

import { byId, el } from "./dom.js";

const SHORTEST = 4000;
const PER_CHARACTER = 60;

export function toast(text, { bad = false } = {}) {
  if (byId("toasts").lastElementChild?.textContent === text) return; // it is being said already
  const node = el("div", { class: bad ? "toast bad" : "toast", dir: "auto" }, text);
  node.addEventListener("click", () => node.remove());
  byId("toasts").append(node);
  setTimeout(() => node.remove(), SHORTEST + PER_CHARACTER * text.length);
}

let last = Promise.resolve();

/** Shows one dialog after the other; resolves to the value of the button that closed it, "" for Escape. */
function ask({ title, text, buttons }) {
  const shown = last.then(() => new Promise((resolve) => {
    const opener = document.activeElement;
    const dialog = el("dialog", { class: "dialog", "aria-labelledby": "dialog-title", "aria-describedby": "dialog-text" },
      title ? el("h2", { id: "dialog-title" }, title) : null,
      el("p", { id: title ? "dialog-text" : "dialog-title", dir: "auto" }, text),
      el("form", { method: "dialog", class: "dialog-row" }, ...buttons.map(({ label, value, look, first }) =>
        el("button", { value, class: `dialog-button ${look ?? ""}`, autofocus: first }, label))));
    dialog.addEventListener("close", () => {
      const value = dialog.returnValue;
      dialog.remove();
      if (opener?.isConnected) opener.focus({ preventScroll: true });
      else byId("text").focus({ preventScroll: true });
      resolve(value);
    });
    document.body.append(dialog);
    dialog.showModal();
  }));
  last = shown.catch(() => {});
  return shown;
}

export function alertDialog(title, text) {
  return ask({ title, text, buttons: [{ label: "OK", value: "ok", look: "main", first: true }] });
}

/** Resolves to true if the person chose to go on. The safe way out has the focus. */
export async function confirmDialog(title, text, action) {
  const buttons = [
    { label: "Cancel", value: "", first: true },
    { label: action, value: "yes", look: "danger" },
  ];
  return (await ask({ title, text, buttons })) === "yes";
}
