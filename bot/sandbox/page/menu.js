// A small pop-up menu at a button or at the pointer, with arrow keys, Escape and focus given back.

import { el, icon, step } from "./dom.js";

const GAP = 6;
let open = null;

/** items: [{label, icon, run, danger?}]; `at` {x, y} places the menu at the pointer instead of the anchor. */
export function openMenu(anchor, label, items, at = null) {
  const again = open?.anchor === anchor && !at;
  closeMenu();
  if (again) return;
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label });
  for (const item of items) {
    menu.append(el("button", {
      type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "danger" : null,
      onclick: () => { closeMenu(); item.run(); },
    }, icon(item.icon), item.label));
  }
  menu.addEventListener("keydown", onKey);
  document.body.append(menu);
  place(menu, at ?? anchor.getBoundingClientRect());
  anchor.setAttribute("aria-expanded", "true");
  open = { anchor, menu, came: anchor.contains(document.activeElement) ? document.activeElement : anchor };
  menu.firstElementChild.focus({ preventScroll: true });
}

export function closeMenu({ focus = true } = {}) {
  if (!open) return;
  const { anchor, menu, came } = open;
  open = null;
  menu.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (focus) (came.isConnected ? came : anchor).focus({ preventScroll: true });
}

function onKey(event) {
  if (event.key === "Escape") {
    event.stopPropagation();
    closeMenu();
    return;
  }
  if (event.key === "Tab") {
    event.preventDefault();
    closeMenu();
    return;
  }
  const target = step([...open.menu.children], document.activeElement, event.key, { back: "ArrowUp", forth: "ArrowDown" });
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function place(menu, at) {
  const box = menu.getBoundingClientRect();
  const point = at.width === undefined;
  const x = point ? at.x : at.right - box.width;
  const below = point ? at.y : at.bottom + GAP;
  const above = (point ? at.y : at.top - GAP) - box.height;
  const y = below + box.height + GAP > innerHeight && above > 0 ? above : below;
  const inside = (value, size, room) => Math.max(GAP, Math.min(value, room - size - GAP));
  menu.style.left = `${inside(x, box.width, innerWidth)}px`;
  menu.style.top = `${inside(y, box.height, innerHeight)}px`;
}

addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.anchor.contains(event.target)) closeMenu({ focus: false });
}, true);
addEventListener("resize", () => closeMenu({ focus: false }));
