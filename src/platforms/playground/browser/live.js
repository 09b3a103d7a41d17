/** Browsers open six connections to a host: hidden tabs must not hold one for long. */
const DISCONNECT_AFTER_MS = 10_000;
const RETRY_MS = 1500;

/**
 * Listens to the server for as long as the page is visible, and reconnects by itself.
 *
 * @param {{
 *   persona: () => string,
 *   onConnect: () => void,
 *   onChange: (ids: number[]) => void,
 *   onState: (state: "connected" | "reconnecting") => void,
 * }} page
 */
export function listen({ persona, onConnect, onChange, onState }) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function disconnect() {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  function connect() {
    disconnect();
    const opened = new EventSource(`/live?as=${encodeURIComponent(persona())}`);
    source = opened;
    opened.addEventListener("hello", () => {
      onState("connected");
      onConnect();
    });
    opened.addEventListener("changed", (event) => onChange(event.data.split(",").map(Number)));
    opened.addEventListener("error", () => {
      onState("reconnecting");
      // The browser tries again by itself unless it was refused.
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(connect, RETRY_MS);
    });
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(disconnect, DISCONNECT_AFTER_MS);
    else if (source === undefined || source.readyState === EventSource.CLOSED) connect();
  });
  connect();
  return { reconnect: connect };
}
