// Builds DOM nodes. Text enters only as text nodes, so nothing a person typed can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** el("button", {class: "chip", "aria-label": "Send", onclick: fn}, "Send", node) */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function byId(id) {
  return document.getElementById(id);
}

/** One line for a screen reader alone; said again even if it is the same line as before. */
export function announce(text) {
  const place = byId("say");
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 60);
}

/** Moves focus along a row of elements with the arrow keys; returns the element reached, or null. */
export function step(elements, current, key, { back, forth }) {
  const at = elements.indexOf(current);
  const last = elements.length - 1;
  if (last < 0) return null;
  if (key === forth) return elements[at < last ? at + 1 : 0];
  if (key === back) return elements[at > 0 ? at - 1 : last];
  if (key === "Home") return elements[0];
  if (key === "End") return elements[last];
  return null;
}
