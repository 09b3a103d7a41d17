/**
 * What the server sends back for something that somebody did.
 *
 * @typedef {{ kind: "private" | "form", id: string, html: string }} Shown
 * @typedef {{ kind: "form-problem", field?: string, html: string }} FormProblem
 * @typedef {{ kind: "suggestions", suggestions: string[] }} Suggestions
 * @typedef {{ kind: "nothing" }} Nothing
 * @typedef {{ kind: "failed", problem: string }} Failed
 * @typedef {Shown | FormProblem | Suggestions | Nothing | Failed} Outcome
 */

const UNREACHABLE = "The playground does not answer. Try it again when it is connected; nothing counts twice.";

/** The id of one thing that somebody does: sending it again after a lost response is no second event. */
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
    const outcome = await response.json();
    if (response.ok) return outcome;
    return { kind: "failed", problem: outcome.problem ?? UNREACHABLE };
  } catch {
    return { kind: "failed", problem: UNREACHABLE };
  }
}

/**
 * A page of messages; undefined where the server does not respond.
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
