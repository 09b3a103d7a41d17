/**
 * What the server answers to something that somebody did.
 *
 * @typedef {{ kind: "private" | "form", id: string, html: string }} Shown
 * @typedef {{ kind: "suggestions", suggestions: string[] }} Suggestions
 * @typedef {{ kind: "nothing" }} Nothing
 * @typedef {{ kind: "failed", problem: string }} Failed
 * @typedef {Shown | Suggestions | Nothing | Failed} Outcome
 */

const UNREACHABLE = "The playground does not answer. Try it again when it is connected; nothing counts twice.";

/** Something that somebody does gets one id, so that doing it again after a lost answer is no second event. */
export function newEvent() {
  return crypto.randomUUID();
}

/**
 * @param {string} path
 * @param {{ as: string, event?: string } & Record<string, unknown>} body
 * @returns {Promise<Outcome>}
 */
export async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ event: newEvent(), ...body }),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    return { kind: "failed", problem: answer.problem ?? UNREACHABLE };
  } catch {
    return { kind: "failed", problem: UNREACHABLE };
  }
}

/**
 * A page of messages, or undefined where the server does not answer.
 *
 * @param {Record<string, string>} query
 * @returns {Promise<{ messages: { id: number, html: string }[], earlier: boolean } | undefined>}
 */
export async function fetchMessages(query) {
  try {
    const response = await fetch(`/messages?${new URLSearchParams(query)}`);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
