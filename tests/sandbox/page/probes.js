// What the tests measure in the page; an expression whose value holds one function per measure.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const short = (node) => node.outerHTML.slice(0, 120);

  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((part, n) => part * a + under[n] * (1 - a)).concat(1);
  const linear = (part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };

  // The colours that may lie behind an element: each stop of a gradient, laid over what is beneath.
  const grounds = (node) => {
    if (!node) return [[255, 255, 255, 1]];
    const style = getComputedStyle(node);
    const colour = parse(style.backgroundColor);
    if (colour[3] === 1) return [colour];
    const image = style.backgroundImage;
    const stops = image.includes("gradient") ? image.match(/rgba?\([^)]*\)/g).map(parse) : [];
    const layers = stops.length ? stops : [colour];
    if (layers.every((layer) => layer[3] === 1)) return layers;
    return grounds(node.parentElement).flatMap((under) => layers.map((layer) => over(layer, under)));
  };

  return {
    // Texts whose contrast, as WCAG 2 has it, is under `least` on the worst ground. Closed spoilers are meant
    // to be unreadable, and what is disabled may be faint.
    faint: (least) => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        const node = walker.currentNode.parentElement;
        if (!text || !node.checkVisibility({ opacityProperty: true })) continue;
        if (node.closest(".unseen, .spoiler:not(.open), option, noscript, [aria-disabled=true]")) continue;
        const colour = parse(getComputedStyle(node).color);
        const worst = Math.min(...grounds(node).map((ground) => ratio(over(colour, ground), ground)));
        if (worst < least) found.push(`${worst.toFixed(2)} ${text.slice(0, 40)} (${node.className})`);
      }
      return found;
    },

    // Elements that reach over the right edge.
    over: () => all("body *")
      .filter((node) => !node.closest(".sprite, .unseen, select"))
      .filter((node) => node.getBoundingClientRect().right > innerWidth + 0.5 || document.body.scrollWidth > innerWidth)
      .map(short),

    // Bubbles whose content does not fit into them.
    burst: () => all("html, .message, .bubble").filter((node) => node.scrollWidth > node.clientWidth + 1).map(short),

    // Controls without a name.
    unnamed: () => all("button, a, input, select, textarea")
      .filter((node) => !node.getAttribute("aria-label") && !node.textContent.trim())
      .map(short),

    // The focused element, if nothing at or around it shows that it has the focus.
    unringed: () => {
      const node = document.activeElement;
      const ringed = (each) => each && getComputedStyle(each).outlineStyle !== "none";
      const shadowed = node.matches("textarea") && getComputedStyle(node.parentElement).boxShadow.includes("2px");
      const places = [node, node.querySelector(".bubble"), node.closest("form")];
      return node === document.body || shadowed || places.some(ringed) ? null : short(node);
    },
  };
})()
