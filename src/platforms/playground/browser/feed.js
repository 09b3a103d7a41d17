import { announce, byId, parse } from "./dom.js";
import { Idiomorph } from "./idiomorph.js";
import { createPrivateReplies, interleave } from "./private-replies.js";
import { createScroll } from "./scroll.js";
import { fetchMessages } from "./send.js";
import { localizeTimes } from "./times.js";

/** @typedef {{ messages: { id: number, html: string }[], earlier: boolean }} MessagePage */

/** Readers and scripts change these: fresh markup does not overwrite them. */
const KEPT_ATTRIBUTES = new Set(["checked", "value", "tabindex", "aria-disabled"]);

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
  const replies = createPrivateReplies(persona);
  const messages = createMessages(persona);

  /** @returns what the articles announce that are new or changed */
  function render() {
    const changed = morph(list, interleave(messages.markup(), replies.list()));
    byId("empty", HTMLElement).hidden = list.children.length > 0;
    onRender();
    return changed;
  }

  function renderNews() {
    const keepPlace = scroll.remember();
    const changed = render();
    announceAll(changed);
    keepPlace([...changed.keys()]);
  }

  earlier.addEventListener("click", () =>
    messages.loadEarlier((hasEarlier) => {
      earlier.hidden = !hasEarlier;
      const fromEnd = feed.scrollHeight - feed.scrollTop;
      render();
      feed.scrollTop = feed.scrollHeight - fromEnd;
    }),
  );
  return {
    /** After connecting, and after a switch of persona. */
    sync: () =>
      messages.loadAll((hasEarlier, isFirst) => {
        if (hasEarlier !== undefined) earlier.hidden = !hasEarlier;
        if (!isFirst) return renderNews();
        render();
        return scroll.showEnd();
      }),
    /** @param {readonly number[]} ids of messages that changed or are gone */
    refresh: (ids) => messages.reload(ids, renderNews),
    showEnd: scroll.showEnd,
    follow: scroll.follow,
    /** @param {{ id: string, html: string }} reply @param {{ about?: string }} [place] the id of the entry that it answers */
    addPrivate(reply, { about } = {}) {
      replies.add({ ...reply, about }, messages.newest());
      announceAll(render());
      document.getElementById(reply.id)?.scrollIntoView({ block: "nearest" });
    },
    /** @param {string} id of a private reply */
    dismiss(id) {
      replies.dismiss(id);
      render();
    },
  };
}

/**
 * The messages' markup, as the server last had it for the persona. What each method is given is called once the
 * messages are there.
 *
 * @param {() => string} persona
 */
function createMessages(persona) {
  const fetchInTurn = createFetcher(persona);
  /** @type {Map<number, string>} */
  let entries = new Map();
  let loadedFor = "";
  const oldest = () => Math.min(...entries.keys());
  /** @param {MessagePage} page */
  const add = (page) => {
    for (const { id, html } of page.messages) entries.set(id, html);
  };
  return {
    /** By message. @returns {ReadonlyMap<number, string>} */
    markup: () => entries,
    newest: () => Math.max(0, ...entries.keys()),
    /** @param {(hasEarlier: boolean | undefined, isFirst: boolean) => void} onLoad undefined: as before */
    loadAll(onLoad) {
      const isKnown = () => loadedFor === persona() && entries.size > 0;
      return fetchInTurn(
        () => (isKnown() ? { from: String(oldest()) } : {}),
        (page, who) => {
          const hasEarlier = !isKnown() || page.earlier ? page.earlier : undefined;
          entries = new Map();
          add(page);
          const isFirst = loadedFor !== who;
          loadedFor = who;
          onLoad(hasEarlier, isFirst);
        },
      );
    },
    /** @param {readonly number[]} ids @param {() => void} onLoad */
    reload: (ids, onLoad) =>
      fetchInTurn(
        () => (loadedFor === persona() ? { only: ids.slice(0, 200).join(",") } : undefined),
        (page) => {
          for (const id of ids) entries.delete(id);
          add(page);
          onLoad();
        },
      ),
    /** @param {(hasEarlier: boolean) => void} onLoad */
    loadEarlier: (onLoad) =>
      fetchInTurn(
        () => ({ before: String(oldest()) }),
        (page) => {
          add(page);
          onLoad(page.earlier);
        },
      ),
  };
}

/**
 * One request after the other, so that an older response never overwrites a newer one.
 *
 * @param {() => string} persona
 */
function createFetcher(persona) {
  let queue = Promise.resolve();
  /**
   * Drops the response where somebody else is played by then.
   *
   * @param {() => Record<string, string> | undefined} queryNow undefined where nothing is to be fetched
   * @param {(page: MessagePage, who: string) => void} take
   */
  return (queryNow, take) => {
    queue = queue
      .then(async () => {
        const who = persona();
        const query = queryNow();
        const page = query && (await fetchMessages({ as: who, ...query }));
        if (page !== undefined && who === persona()) take(page, who);
      })
      .catch(() => undefined);
    return queue;
  };
}

/**
 * @param {HTMLElement} list
 * @param {string} html what is to stand in it
 * @returns {Map<string, string>} what the articles announce that are new or changed, by their ids
 */
function morph(list, html) {
  const before = announcementsIn(list);
  const fresh = parse(html);
  localizeTimes(fresh);
  void Idiomorph.morph(list, fresh, {
    morphStyle: "innerHTML",
    callbacks: {
      beforeAttributeUpdated: (name) => !KEPT_ATTRIBUTES.has(name),
      beforeNodeMorphed: (node) => !(node instanceof Element && node.classList.contains("field-problem")),
    },
  });
  return new Map([...announcementsIn(list)].filter(([id, words]) => before.get(id) !== words));
}

/** @param {ReadonlyMap<string, string>} announcements */
function announceAll(announcements) {
  if (announcements.size > 0) announce([...announcements.values()].slice(-3).join(". "));
}

/** @param {Element} list */
function announcementsIn(list) {
  return new Map(
    [...list.querySelectorAll("article[data-announce]")].map((article) => [
      article.id,
      article.getAttribute("data-announce") ?? "",
    ]),
  );
}
