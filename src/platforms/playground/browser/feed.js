import { announce, byId, parse } from "./dom.js";
import { Idiomorph } from "./idiomorph.js";
import { fetchMessages } from "./send.js";
import { localiseTimes } from "./times.js";

/**
 * A reply that only one persona sees. It stands after message `after`; `about` is what it answers, and a newer answer
 * about the same thing takes its place.
 *
 * @typedef {{ id: string, html: string, after: number, about: string | undefined }} Private
 */

/** Private replies kept for each persona; they are nowhere else. */
const PRIVATE_LIMIT = 50;
/** Closer to the end than this, in pixels, the reader follows what comes. */
const NEAR_END = 120;
const AWAITED_MS = 3000;

/** What the reader changes by hand, and what scripts set: fresh markup does not overrule it. */
const OURS = new Set(["checked", "value", "tabindex", "aria-disabled"]);

/** @param {{ persona: () => string, onRender: () => void }} page */
export function createFeed({ persona, onRender }) {
  const feed = byId("feed", HTMLElement);
  const list = byId("messages", HTMLOListElement);
  const earlier = byId("earlier", HTMLButtonElement);
  /** @type {Map<number, string>} */
  let entries = new Map();
  /** @type {Map<string, Private[]>} */
  const privates = new Map();
  let shownFor = "";
  /** Until when, in ms, what comes is what the reader has just asked for. */
  let awaitedUntil = 0;
  /** One request after the other, so that an older answer never overwrites a newer one. */
  let queue = Promise.resolve();

  /** @param {(who: string) => Promise<void>} task */
  function enqueue(task) {
    queue = queue.then(() => task(persona())).catch(() => undefined);
    return queue;
  }

  function ownPrivates() {
    return privates.get(persona()) ?? [];
  }

  /** Everything anew, as the current persona: after connecting, and after a switch. */
  function sync() {
    return enqueue(async (who) => {
      const oldest = Math.min(...entries.keys());
      const known = shownFor === who && Number.isFinite(oldest);
      const page = await fetchMessages({ as: who, ...(known ? { from: String(oldest) } : {}) });
      if (page === undefined || who !== persona()) return;
      entries = new Map(page.messages.map(({ id, html }) => [id, html]));
      if (!known) earlier.hidden = !page.earlier;
      render({ quiet: shownFor !== who });
      shownFor = who;
    });
  }

  /** @param {number[]} ids */
  function refresh(ids) {
    return enqueue(async (who) => {
      const page = await fetchMessages({ as: who, only: ids.slice(0, 200).join(",") });
      if (page === undefined || who !== persona() || shownFor !== who) return;
      for (const id of ids) entries.delete(id);
      for (const { id, html } of page.messages) entries.set(id, html);
      render({});
    });
  }

  function loadEarlier() {
    return enqueue(async (who) => {
      const page = await fetchMessages({ as: who, before: String(Math.min(...entries.keys())) });
      if (page === undefined || who !== persona()) return;
      for (const { id, html } of page.messages) entries.set(id, html);
      earlier.hidden = !page.earlier;
      const fromEnd = feed.scrollHeight - feed.scrollTop;
      render({ quiet: true, still: true });
      feed.scrollTop = feed.scrollHeight - fromEnd;
    });
  }

  /**
   * @param {{ id: string, html: string }} reply
   * @param {{ about?: string }} [place] the id of the entry that it answers
   */
  function addPrivate(reply, { about } = {}) {
    const newest = Math.max(0, ...entries.keys());
    const neighbour = ownPrivates().find((one) => one.id === about);
    const after = neighbour?.after ?? (about?.startsWith("m") ? Number(about.slice(1)) : newest);
    const rest = ownPrivates().filter((one) => one.id !== reply.id && (about === undefined || one.about !== about));
    privates.set(persona(), [...rest, { ...reply, after, about }].slice(-PRIVATE_LIMIT));
    render({ still: true });
    document.getElementById(reply.id)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} id */
  function dismiss(id) {
    privates.set(
      persona(),
      ownPrivates().filter((one) => one.id !== id),
    );
    render({ still: true, quiet: true });
  }

  function markup() {
    const ids = [...entries.keys()].sort((a, b) => a - b);
    const waiting = [...ownPrivates()];
    const parts = [];
    for (const [index, id] of ids.entries()) {
      const next = ids[index + 1] ?? Number.POSITIVE_INFINITY;
      if (index === 0) parts.push(...waiting.filter(({ after }) => after < id).map(({ html }) => html));
      parts.push(entries.get(id) ?? "");
      parts.push(...waiting.filter(({ after }) => after >= id && after < next).map(({ html }) => html));
    }
    return ids.length > 0 ? parts.join("") : waiting.map(({ html }) => html).join("");
  }

  /** @param {{ quiet?: boolean, still?: boolean }} how quiet: announce nothing; still: leave the scroll position */
  function render({ quiet = false, still = false }) {
    const before = announcements(list);
    const follows = feed.scrollHeight - feed.scrollTop - feed.clientHeight < NEAR_END;
    const last = list.lastElementChild?.id;
    const fresh = parse(markup());
    localiseTimes(fresh);
    void Idiomorph.morph(list, fresh, {
      morphStyle: "innerHTML",
      callbacks: {
        beforeAttributeUpdated: (name) => !OURS.has(name),
        beforeNodeMorphed: (node) => !(node instanceof Element && node.classList.contains("field-problem")),
      },
    });
    byId("empty", HTMLElement).hidden = list.children.length > 0;
    const news = [...announcements(list)].filter(([id, words]) => before.get(id) !== words);
    if (!quiet && news.length > 0)
      announce(
        news
          .slice(-3)
          .map(([, words]) => words)
          .join(". "),
      );
    if (quiet && !still) showEnd();
    else if (!still && news.length > 0 && Date.now() < awaitedUntil) showAwaited(news.map(([id]) => id));
    else if (!still && follows && list.lastElementChild?.id !== last) showEnd();
    else if (!still && !quiet) pointTo(news.map(([id]) => id));
    onRender();
  }

  /** The newest message: its end, or its beginning where it is taller than the window. */
  function showEnd() {
    const newest = list.lastElementChild;
    if (newest === null) return;
    const isTall = newest.clientHeight > feed.clientHeight;
    newest.scrollIntoView({ block: isTall ? "start" : "end" });
    if (!isTall) feed.scrollTop = feed.scrollHeight;
    byId("news", HTMLElement).hidden = true;
  }

  /** @param {string[]} ids */
  function showAwaited(ids) {
    awaitedUntil = 0;
    document.getElementById(ids[0] ?? "")?.scrollIntoView({ block: "start" });
  }

  /** @param {string[]} ids of articles that are new or changed: says so where the reader cannot see them */
  function pointTo(ids) {
    const view = feed.getBoundingClientRect();
    for (const id of ids) {
      const box = document.getElementById(id)?.getBoundingClientRect();
      if (box === undefined || (box.top < view.bottom - 40 && box.bottom > view.top + 40)) continue;
      const news = byId("news", HTMLElement);
      const isBelow = box.top >= view.bottom - 40;
      news.dataset.target = id;
      news.dataset.direction = isBelow ? "below" : "above";
      byId("news-word", HTMLElement).textContent = isBelow ? "New below" : "New above";
      news.hidden = false;
    }
  }

  earlier.addEventListener("click", loadEarlier);
  byId("news", HTMLElement).addEventListener("click", ({ currentTarget }) => {
    if (!(currentTarget instanceof HTMLElement)) return;
    const target = document.getElementById(currentTarget.dataset.target ?? "");
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
    currentTarget.hidden = true;
  });
  feed.addEventListener("scroll", () => {
    if (feed.scrollHeight - feed.scrollTop - feed.clientHeight < 8) byId("news", HTMLElement).hidden = true;
  });

  /** Who has just written, or run the round, wants to see what comes of it. */
  function follow() {
    awaitedUntil = Date.now() + AWAITED_MS;
  }

  return { sync, refresh, addPrivate, dismiss, showEnd, follow };
}

/** @param {Element} list */
function announcements(list) {
  return new Map(
    [...list.querySelectorAll("article[data-announce]")].map((article) => [
      article.id,
      article.getAttribute("data-announce") ?? "",
    ]),
  );
}
