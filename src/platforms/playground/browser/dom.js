/**
 * The element of the server's page with this id.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} "${id}".`);
}

/**
 * The elements of a fragment from our own server, which escapes all data in it.
 *
 * @param {string} html
 * @returns {Element[]}
 */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

/**
 * The event's target, or the nearest element around it, that matches.
 *
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | undefined}
 */
export function closestTo(event, selector) {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof HTMLElement ? found : undefined;
}

/**
 * undefined in private windows that refuse storage, too; the page works without it.
 *
 * @param {"localStorage" | "sessionStorage"} where
 * @param {string} key
 * @returns {string | undefined}
 */
export function recall(where, key) {
  try {
    return window[where].getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {"localStorage" | "sessionStorage"} where
 * @param {string} key
 * @param {string} value
 */
export function remember(where, key, value) {
  try {
    window[where].setItem(key, value);
  } catch {
    // The value is then lost with the page.
  }
}

/** Announcements leave the page after this long: readers would find them again out of place. */
const ANNOUNCED_MS = 4000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let announcementTimer;

/** @param {string} words read out by screen readers */
export function announce(words) {
  const announcer = byId("announcer", HTMLElement);
  clearTimeout(announcementTimer);
  // Screen readers read the same words twice only if the text changes in between.
  announcer.textContent = "";
  requestAnimationFrame(() => {
    announcer.textContent = words;
  });
  announcementTimer = setTimeout(() => announcer.replaceChildren(), ANNOUNCED_MS);
}

/** @param {string} words shown above the message box; "" takes them away */
export function showProblem(words) {
  byId("problem", HTMLElement).textContent = words;
}

const TOAST_MS = 4000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let toastTimer;

/** @param {string} words shown above the message box for a moment */
export function showToast(words) {
  const toast = byId("toast", HTMLElement);
  clearTimeout(toastTimer);
  toast.textContent = words;
  toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_MS);
}
