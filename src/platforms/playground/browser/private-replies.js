/**
 * A reply that only one persona sees, shown after message `after`. `about` is the id of the entry that it is about; a
 * newer reply about the same entry replaces it.
 *
 * @typedef {{ id: string, html: string, about: string | undefined }} Reply
 * @typedef {Reply & { after: number }} PrivateReply
 */

/** Kept for each persona. The server does not store private replies. */
const LIMIT = 50;

/** The private replies of everybody who is played on this page. @param {() => string} persona */
export function createPrivateReplies(persona) {
  /** @type {Map<string, PrivateReply[]>} */
  const replies = new Map();
  const list = () => replies.get(persona()) ?? [];
  return {
    list,
    /** @param {Reply} reply @param {number} newest */
    add: (reply, newest) => void replies.set(persona(), withReply(list(), reply, newest)),
    /** @param {string} id */
    dismiss(id) {
      const rest = list().filter((one) => one.id !== id);
      replies.set(persona(), rest);
    },
  };
}

/**
 * @param {readonly PrivateReply[]} replies oldest first
 * @param {Reply} reply
 * @param {number} newest the id of the channel's newest message, 0 where there is none
 * @returns {PrivateReply[]}
 */
export function withReply(replies, reply, newest) {
  const neighbor = replies.find((one) => one.id === reply.about);
  const message = /^m(\d+)$/.exec(reply.about ?? "")?.[1];
  const after = neighbor?.after ?? (message === undefined ? newest : Number(message));
  const rest = replies.filter((one) => one.id !== reply.id && (reply.about === undefined || one.about !== reply.about));
  return [...rest, { ...reply, after }].slice(-LIMIT);
}

/**
 * The channel with one persona's private replies in their places.
 *
 * @param {ReadonlyMap<number, string>} entries the messages' markup by id
 * @param {readonly PrivateReply[]} replies
 */
export function interleave(entries, replies) {
  const messages = [...entries].map(([id, html]) => ({ at: id, html }));
  const privates = replies.map(({ after, html }) => ({ at: after + 0.5, html }));
  // Sorting is stable: replies after the same message keep their order.
  const all = [...messages, ...privates].sort((a, b) => a.at - b.at);
  return all.map(({ html }) => html).join("");
}
