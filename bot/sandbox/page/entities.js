// Renders a message's text with its entities (offsets in UTF-16 units, as JavaScript's strings count).

import { el } from "./dom.js";
import { sayPlace } from "./places.js";

const SIMPLE = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
  hashtag: "span", cashtag: "span", mention: "span", text_mention: "span", phone_number: "span",
};
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const SAFE = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);

/**
 * text, entities -> DocumentFragment. `ctx.onCommand(text)` is called for a tapped /command;
 * `ctx.revealed` is the Set of spoiler offsets already opened, which a tap adds to.
 */
export function renderText(text, entities, ctx) {
  const ordered = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, { text, ctx, todo: ordered }, 0, text.length);
  return fragment;
}

// Fills `parent` with text[from, to); consumes the entities that start inside, each cut to fit.
function fill(parent, work, from, to) {
  let at = from;
  while (work.todo.length && work.todo[0].offset < to) {
    const entity = work.todo.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    if (start > at) parent.append(work.text.slice(at, start));
    const node = nodeFor(entity, work.text.slice(start, end), work.ctx);
    fill(node.inner, work, start, end);
    parent.append(node.outer);
    at = end;
    // A block already ends its line; the line break that follows it would show as an empty line.
    if (BLOCKS.has(entity.type) && work.text[at] === "\n" && at < to) at += 1;
  }
  if (to > at) parent.append(work.text.slice(at, to));
}

function nodeFor(entity, text, ctx) {
  const { type } = entity;
  if (type === "spoiler") return spoiler(entity, ctx);
  if (type === "pre") return pre();
  if (BLOCKS.has(type)) return same(el("blockquote"));
  if (type === "url" || type === "text_link" || type === "email") return same(link(entity, text));
  if (type === "bot_command") return same(command(text, entity, ctx));
  return same(el(SIMPLE[type] ?? "span", SIMPLE[type] === "span" ? { class: "mark" } : {}));
}

const same = (node) => ({ outer: node, inner: node });

function pre() {
  const inner = el("code");
  return { outer: el("pre", { tabindex: "0" }, inner), inner };
}

function link(entity, text) {
  const href = safeUrl(entity.type === "email" ? `mailto:${text}` : entity.url ?? text);
  if (!href) return el("span", { class: "mark" });
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: entity.url, "data-focus": `link:${entity.offset}` });
}

/** The address if it is one a chat may open, else null. */
export function safeUrl(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function command(text, entity, ctx) {
  return el("button", {
    type: "button", class: "command", "data-focus": `command:${entity.offset}`,
    onclick: () => ctx.onCommand(text),
  });
}

function spoiler(entity, ctx) {
  const inner = el("span");
  const outer = el("span", { class: "spoiler", "data-focus": `spoiler:${entity.offset}` }, inner);
  const open = () => {
    ctx.revealed.add(entity.offset);
    outer.classList.add("open");
    for (const name of ["role", "aria-label"]) outer.removeAttribute(name);
    outer.setAttribute("tabindex", "-1"); // focus stays here, so that the text is read
    inner.removeAttribute("aria-hidden");
    inner.inert = false;
  };
  if (ctx.revealed.has(entity.offset)) {
    open();
    return { outer, inner };
  }
  outer.setAttribute("role", "button");
  outer.setAttribute("tabindex", "0");
  outer.setAttribute("aria-label", "Hidden text: reveal");
  inner.setAttribute("aria-hidden", "true");
  inner.inert = true;
  outer.addEventListener("click", open, { once: true });
  outer.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    open();
  });
  return { outer, inner };
}

/** One line of a message for a preview; what is hidden there stays hidden here. */
export function snippet(message) {
  const place = message.location && sayPlace(message.location).name;
  let text = message.text || KIND_NAMES[message.kind] || message.document?.name || place || "Message";
  for (const entity of message.entities ?? []) {
    if (entity.type !== "spoiler") continue;
    const end = entity.offset + entity.length;
    text = text.slice(0, entity.offset) + "•".repeat(end - entity.offset) + text.slice(end);
  }
  return text.replace(/\s+/g, " ").slice(0, 160);
}

export const KIND_NAMES = { sticker: "Sticker", photo: "Photo", voice: "Voice message", forward: "Forwarded message" };
