import { createComposer } from "./composer.js";
import { wireControls } from "./controls.js";
import { announce, byId, recall, remember } from "./dom.js";
import { createFeed } from "./feed.js";
import { listen } from "./live.js";
import { keepOneTabStop, wireShortcuts } from "./shortcuts.js";

const select = byId("persona", HTMLSelectElement);
const persona = () => select.value;

restorePersona();
const feed = createFeed({ persona, onRender: keepOneTabStop });
const composer = createComposer({ persona, show: (outcome) => controls.show(outcome), onSend: feed.follow });
const controls = wireControls({ persona, feed, onDismiss: composer.focus });
wireShortcuts({
  react: controls.react,
  beginCommand: composer.beginCommand,
  focusComposer: composer.focus,
  dismiss: feed.dismiss,
});
const live = listen({ persona, onConnect: feed.sync, onChange: feed.refresh, onState: showState });
showHints();
feed.showEnd();

select.addEventListener("change", () => {
  rememberPersona();
  announce(`You play ${select.selectedOptions[0]?.textContent} now`);
  live.reconnect();
});

/** Each tab has its own persona; the address keeps it across reloads. */
function restorePersona() {
  const wanted = new URLSearchParams(location.search).get("as") ?? recall("sessionStorage", "studybot-persona");
  if ([...select.options].some((option) => option.value === wanted)) select.value = wanted ?? "";
  rememberPersona();
}

function rememberPersona() {
  remember("sessionStorage", "studybot-persona", persona());
  history.replaceState(null, "", `?as=${persona()}`);
}

/** @param {"connected" | "reconnecting"} state */
function showState(state) {
  const connection = byId("connection", HTMLElement);
  if (connection.dataset.state === state) return;
  connection.dataset.state = state;
  byId("connection-word", HTMLElement).textContent = state === "connected" ? "Connected" : "Reconnecting …";
}

function showHints() {
  const key = "studybot-hints";
  const hints = byId("try", HTMLElement);
  hints.hidden = recall("localStorage", key) === "dismissed";
  byId("try-details", HTMLDetailsElement).open = matchMedia("(min-width: 1100px)").matches;
  byId("try-dismiss", HTMLButtonElement).addEventListener("click", () => {
    hints.hidden = true;
    remember("localStorage", key, "dismissed");
    composer.focus();
  });
}
