import type { Page } from "playwright-core";

/** Texts whose contrast with what is behind them is below WCAG's 4.5 to 1 (3 to 1 for large text). */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    /** Any CSS colour, laid over another. */
    const paint = (colours: readonly string[]): readonly number[] => {
      if (canvas === null) return [];
      for (const colour of ["#fff", ...colours]) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (rgb: readonly number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint: string[] = [];
    for (const element of document.querySelectorAll("body *")) {
      const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.nodeValue?.trim() !== "");
      const style = getComputedStyle(element);
      if (words.length === 0 || !element.checkVisibility() || style.clipPath !== "none" || element.closest("svg"))
        continue;
      const grounds: string[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement)
        grounds.unshift(getComputedStyle(at).backgroundColor);
      const [ink, ground] = [luminance(paint([...grounds, style.color])), luminance(paint(grounds))];
      const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5))
        faint.push(`${ratio.toFixed(2)} ${element.tagName} "${element.textContent?.trim().slice(0, 40)}"`);
    }
    return faint;
  });
}

/** Controls that a finger would miss: below WCAG's 24 by 24 pixels. */
export function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, select, textarea, input, summary")]
      .filter((element) => element.checkVisibility())
      .map((element) => ({
        element: element.closest("label") ?? element,
        box: (element.closest("label") ?? element).getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width < 24 || box.height < 24)
      .map(
        ({ element, box }) => `${Math.round(box.width)}×${Math.round(box.height)} ${element.outerHTML.slice(0, 80)}`,
      ),
  );
}

/** How far the page, or a scroller in it, goes beyond its width, in pixels. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      ...[document.documentElement, ...document.querySelectorAll("#feed, .suggestions, dialog, aside")].map(
        (element) => element.scrollWidth - element.clientWidth,
      ),
    ),
  );
}
