import { byId } from "./dom.js";

/** Closer to the end than this, in pixels, the reader follows what comes. */
const NEAR_END = 120;
/** What comes so soon after the reader has asked for it is the answer. */
const AWAITED_MS = 3000;

/** Where in the channel the reader is, and where news are. @param {HTMLElement} feed @param {HTMLElement} list */
export function createScroll(feed, list) {
  const news = byId("news", HTMLElement);
  let awaitedUntil = 0;
  const fromEnd = () => feed.scrollHeight - feed.scrollTop - feed.clientHeight;

  /** The newest message: its end, or its beginning where it is taller than the window. */
  function showEnd() {
    const newest = list.lastElementChild;
    if (newest === null) return;
    const isTall = newest.clientHeight > feed.clientHeight;
    newest.scrollIntoView({ block: isTall ? "start" : "end" });
    if (!isTall) feed.scrollTop = feed.scrollHeight;
    news.hidden = true;
  }

  /** Says so where the reader cannot see what is new. @param {readonly string[]} ids of articles */
  function pointTo(ids) {
    const view = feed.getBoundingClientRect();
    for (const id of ids) {
      const box = document.getElementById(id)?.getBoundingClientRect();
      if (box === undefined || (box.top < view.bottom - 40 && box.bottom > view.top + 40)) continue;
      const isBelow = box.top >= view.bottom - 40;
      news.dataset.target = id;
      news.dataset.direction = isBelow ? "below" : "above";
      byId("news-word", HTMLElement).textContent = isBelow ? "New below" : "New above";
      news.hidden = false;
    }
  }

  news.addEventListener("click", () => {
    const target = document.getElementById(news.dataset.target ?? "");
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
    news.hidden = true;
  });
  feed.addEventListener("scroll", () => {
    if (fromEnd() < 8) news.hidden = true;
  });

  return {
    showEnd,
    /** Who has just written, or run the round, wants to see what comes of it. */
    follow() {
      awaitedUntil = Date.now() + AWAITED_MS;
    },
    /** Where the reader was before a change; call what it returns afterwards. */
    remember() {
      const follows = fromEnd() < NEAR_END;
      const last = list.lastElementChild?.id;
      /** @param {readonly string[]} ids of articles that are new or changed */
      return (ids) => {
        if (ids.length > 0 && Date.now() < awaitedUntil) {
          awaitedUntil = 0;
          document.getElementById(ids[0] ?? "")?.scrollIntoView({ block: "start" });
        } else if (follows && list.lastElementChild?.id !== last) showEnd();
        else pointTo(ids);
      };
    },
  };
}
