"""Measures the contrast of every text on the page as WCAG 2 defines it."""

from __future__ import annotations

from playwright.async_api import Page

# Colours are laid over each other from the element up to the first opaque one. A gradient counts with each of
# its stops, and the worst counts. What is meant to be unreadable (closed spoilers) or is disabled is left out.
MEASURE = """least => {
  const parse = text => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = ([r, g, b, a], under) => [r, g, b].map((c, n) => c * a + under[n] * (1 - a)).concat(1);
  const light = colour => { const [r, g, b] = colour.slice(0, 3).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
  const grounds = node => {
    if (!node) return [[255, 255, 255, 1]];
    const style = getComputedStyle(node), colour = parse(style.backgroundColor);
    if (colour[3] === 1) return [colour];
    const stops = style.backgroundImage.includes("gradient") ? style.backgroundImage.match(/rgba?\\([^)]*\\)/g).map(parse) : [];
    const layers = stops.length ? stops : [colour];
    if (layers.every(layer => layer[3] === 1)) return layers;
    return grounds(node.parentElement).flatMap(under => layers.map(layer => over(layer, under)));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faint = [];
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility({ opacityProperty: true })) continue;
    if (node.closest(".unseen, .spoiler:not(.open), option, noscript, [aria-disabled=true]")) continue;
    const colour = parse(getComputedStyle(node).color);
    const worst = Math.min(...grounds(node).map(ground => ratio(over(colour, ground), ground)));
    if (worst < least) faint.push(`${worst.toFixed(2)} ${walker.currentNode.textContent.trim().slice(0, 40)} (${node.className})`);
  }
  return faint;
}"""


async def too_faint(page: Page, least: float = 4.5) -> list[str]:
    """Texts under the ratio, each as "ratio text (class)"."""
    found: list[str] = await page.evaluate(MEASURE, least)
    return found
