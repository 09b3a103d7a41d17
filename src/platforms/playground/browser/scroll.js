import { byId } from "./dom.js";

/** A reader who is closer to the end than this, in pixels, follows new messages. */
const NEAR_END = 120;
/** A change this soon after the reader did something is taken for its result. */
const AWAITED_MS = 3000;

/** Where in the channel the reader is, and where new messages are. @param {HTMLElement} feed @param {HTMLElement} list */
export function createScroll(feed, list) {
  const jumpButton = byId("news", HTMLElement);
  let awaitedUntil = 0;
  const fromEnd = () => feed.scrollHeight - feed.scrollTop - feed.clientHeight;

  /** The newest message: its end, or its beginning where it is taller than the window. */
  function showEnd() {
    const newest = list.lastElementChild;
    if (newest === null) return;
    const isTall = newest.clientHeight > feed.clientHeight;
    newest.scrollIntoView({ block: isTall ? "start" : "end" });
    if (!isTall) feed.scrollTop = feed.scrollHeight;
    jumpButton.hidden = true;
  }

  /** Offers to jump to what is new where the reader cannot see it. @param {readonly string[]} ids of articles */
  function pointTo(ids) {
    const view = feed.getBoundingClientRect();
    for (const id of ids) {
      const box = document.getElementById(id)?.getBoundingClientRect();
      if (box === undefined || (box.top < view.bottom - 40 && box.bottom > view.top + 40)) continue;
      const isBelow = box.top >= view.bottom - 40;
      jumpButton.dataset.target = id;
      jumpButton.dataset.direction = isBelow ? "below" : "above";
      byId("news-word", HTMLElement).textContent = isBelow ? "New below" : "New above";
      jumpButton.hidden = false;
    }
  }

  jumpButton.addEventListener("click", () => {
    const target = document.getElementById(jumpButton.dataset.target ?? "");
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
    jumpButton.hidden = true;
  });
  feed.addEventListener("scroll", () => {
    if (fromEnd() < 8) jumpButton.hidden = true;
  });

  return {
    showEnd,
    /** To be called when the reader does something: the next change is scrolled into view. */
    follow() {
      awaitedUntil = Date.now() + AWAITED_MS;
    },
    /** Remembers where the reader is before a change; call what it returns after it. */
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
