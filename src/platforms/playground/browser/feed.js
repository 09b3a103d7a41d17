import { announce, byId, parse } from "./dom.js";
import { Idiomorph } from "./idiomorph.js";
import { interleave, withReply } from "./private-replies.js";
import { createScroll } from "./scroll.js";
import { fetchMessages } from "./send.js";
import { localiseTimes } from "./times.js";

/** @import { Private } from "./private-replies.js" */

/** What the reader changes by hand, and what scripts set: fresh markup does not overrule it. */
const OURS = new Set(["checked", "value", "tabindex", "aria-disabled"]);

/**
 * The channel as the current persona sees it: the server's markup by message, their private replies between, morphed
 * into the page so that focus, choices and open forms survive.
 *
 * @param {{ persona: () => string, onRender: () => void }} page
 */
export function createFeed({ persona, onRender }) {
  const feed = byId("feed", HTMLElement);
  const list = byId("messages", HTMLOListElement);
  const earlier = byId("earlier", HTMLButtonElement);
  const scroll = createScroll(feed, list);
  /** @type {Map<number, string>} */
  let entries = new Map();
  /** @type {Map<string, Private[]>} */
  const privates = new Map();
  let shownFor = "";
  /** One request after the other, so that an older answer never overwrites a newer one. */
  let queue = Promise.resolve();

  /**
   * Asks for messages and takes them in, unless somebody else is played by then.
   *
   * @param {() => Record<string, string> | undefined} ask
   * @param {(page: { messages: { id: number, html: string }[], earlier: boolean }, who: string) => void} take
   */
  function fetchInTurn(ask, take) {
    queue = queue
      .then(async () => {
        const who = persona();
        const query = ask();
        const page = query && (await fetchMessages({ as: who, ...query }));
        if (page !== undefined && who === persona()) take(page, who);
      })
      .catch(() => undefined);
    return queue;
  }

  const oldest = () => Math.min(...entries.keys());
  const isKnown = () => shownFor === persona() && entries.size > 0;

  /** Everything anew: after connecting, and after a switch of persona. */
  function sync() {
    return fetchInTurn(
      () => (isKnown() ? { from: String(oldest()) } : {}),
      (page, who) => {
        if (!isKnown() || page.earlier) earlier.hidden = !page.earlier;
        entries = new Map(page.messages.map(({ id, html }) => [id, html]));
        const isFirst = shownFor !== who;
        shownFor = who;
        if (isFirst) {
          morph();
          scroll.showEnd();
        } else render();
      },
    );
  }

  /** @param {readonly number[]} ids of messages that changed or are gone */
  function refresh(ids) {
    return fetchInTurn(
      () => (shownFor === persona() ? { only: ids.slice(0, 200).join(",") } : undefined),
      (page) => {
        for (const id of ids) entries.delete(id);
        for (const { id, html } of page.messages) entries.set(id, html);
        render();
      },
    );
  }

  function loadEarlier() {
    return fetchInTurn(
      () => ({ before: String(oldest()) }),
      (page) => {
        for (const { id, html } of page.messages) entries.set(id, html);
        earlier.hidden = !page.earlier;
        const fromEnd = feed.scrollHeight - feed.scrollTop;
        morph();
        feed.scrollTop = feed.scrollHeight - fromEnd;
      },
    );
  }

  const own = () => privates.get(persona()) ?? [];

  /**
   * @param {{ id: string, html: string }} reply
   * @param {{ about?: string }} [place] the id of the entry that it answers
   */
  function addPrivate({ id, html }, { about } = {}) {
    privates.set(persona(), withReply(own(), { id, html, about }, Math.max(0, ...entries.keys())));
    announceNews(morph());
    document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} id */
  function dismiss(id) {
    const rest = own().filter((one) => one.id !== id);
    privates.set(persona(), rest);
    morph();
  }

  function render() {
    const goOn = scroll.remember();
    const news = morph();
    announceNews(news);
    goOn([...news.keys()]);
  }

  /** @returns {Map<string, string>} what articles that are new or changed have to announce, by their ids */
  function morph() {
    const before = announcements(list);
    const fresh = parse(interleave(entries, own()));
    localiseTimes(fresh);
    void Idiomorph.morph(list, fresh, {
      morphStyle: "innerHTML",
      callbacks: {
        beforeAttributeUpdated: (name) => !OURS.has(name),
        beforeNodeMorphed: (node) => !(node instanceof Element && node.classList.contains("field-problem")),
      },
    });
    byId("empty", HTMLElement).hidden = list.children.length > 0;
    onRender();
    return new Map([...announcements(list)].filter(([id, words]) => before.get(id) !== words));
  }

  earlier.addEventListener("click", loadEarlier);

  return { sync, refresh, addPrivate, dismiss, showEnd: scroll.showEnd, follow: scroll.follow };
}

/** @param {ReadonlyMap<string, string>} news */
function announceNews(news) {
  if (news.size > 0) announce([...news.values()].slice(-3).join(". "));
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
