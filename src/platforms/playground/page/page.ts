import { raw } from "hono/html";
import type { CommandShape } from "../../../chat/command.ts";
import { PEOPLE, type Persona } from "../people.ts";
import { flag, type Html, html } from "./html.ts";
import { ICONS, MARK } from "./icons.ts";

export interface PageContent {
  readonly channel: { readonly name: string };
  readonly commands: readonly CommandShape[];
  readonly persona: Persona;
  readonly feed: { readonly messages: readonly Html[]; readonly earlier: boolean };
}

export function pageToHtml(page: PageContent): Html {
  const name = `#${page.channel.name}`;
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
  <meta name="color-scheme" content="light dark">
  <title>${name} · studybot playground</title>
  <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
  <script src="/assets/theme.js"></script>
  <script type="module" src="/assets/main.js"></script>
</head>
<body>
  <a class="skip" href="#composer-text">Skip to the message box</a>
  ${headerToHtml(name, page.persona)}
  ${channelToHtml(name, page)}
  ${tryToHtml()}
  ${shortcutsToHtml()}
  <div id="dialogs"></div>
  <div class="visually-hidden" id="announcer" role="status" aria-live="polite"></div>
  <script type="application/json" id="commands">${raw(JSON.stringify(page.commands).replaceAll("<", "\\u003c"))}</script>
</body>
</html>`;
}

function headerToHtml(name: string, persona: Persona): Html {
  return html`<header class="top">
    <div class="brand">${MARK}
      <div><h1>${name}</h1><p class="connection" id="connection" role="status" data-state="connecting"><span class="light" aria-hidden="true"></span><span id="connection-word">Connecting</span></p></div>
    </div>
    <div class="who">
      <label for="persona">Playing as</label>
      <select id="persona" name="as" autocomplete="off">${PEOPLE.map(
        (one) =>
          html`<option value="${one.id}"${flag("selected", one.id === persona.id)}>${one.name}${one.isAdmin && " (admin)"}</option>`,
      )}</select>
    </div>
    <div class="operator" role="group" aria-label="Run the round">
      <button type="button" class="button button-primary" id="operator-post" data-operator="post">Post the next question</button>
      <button type="button" class="button button-plain" id="operator-close" data-operator="close">Close the round now</button>
    </div>
    <div class="page-tools">
      <button type="button" class="icon-button" id="theme" aria-label="Theme: as the system">${ICONS.theme}</button>
      <button type="button" class="icon-button" id="show-shortcuts" aria-haspopup="dialog" aria-label="Keyboard shortcuts">${ICONS.keyboard}</button>
    </div>
  </header>`;
}

function channelToHtml(name: string, { feed }: PageContent): Html {
  return html`<main class="channel">
    <section class="feed" id="feed" aria-label="Messages in ${name}">
      <div class="feed-inner">
        <button type="button" class="button button-plain earlier" id="earlier"${flag("hidden", !feed.earlier)}>Load earlier messages</button>
        <div class="empty" id="empty"${flag("hidden", feed.messages.length > 0)}>
          ${MARK}
          <h2>Nothing here yet</h2>
          <p>Questions come by the channel's schedule. You need not wait for it: post the first one now.</p>
          <button type="button" class="button button-primary" id="empty-post" data-operator="post">Post a question</button>
        </div>
        <ol class="messages" id="messages">${feed.messages}</ol>
      </div>
      <button type="button" class="news" id="news" hidden>${ICONS.down}<span id="news-word"></span></button>
    </section>
    ${composerToHtml(name)}
  </main>`;
}

function composerToHtml(name: string): Html {
  return html`<form class="composer" id="composer" aria-label="Write a message">
    <div class="popup" id="popup" hidden>
      <p class="usage" id="usage"></p>
      <ul class="suggestions" id="suggestions" role="listbox" aria-label="Suggestions"></ul>
    </div>
    <p class="toast" id="toast" role="status"></p>
    <p class="composer-problem" id="problem" role="alert"></p>
    <div class="composer-box">
      <textarea id="composer-text" rows="1" maxlength="2000" placeholder="Message ${name}, or / for a command" aria-label="Message ${name}" aria-describedby="composer-help usage"
        role="combobox" aria-autocomplete="list" aria-haspopup="listbox" aria-expanded="false" aria-controls="suggestions" autocomplete="off" spellcheck="false"></textarea>
      <button type="submit" class="send" id="send" aria-label="Send">${ICONS.send}</button>
    </div>
    <p class="composer-help" id="composer-help"><kbd>Enter</kbd> sends <span class="wide-only"> · <kbd>Shift</kbd> <kbd>Enter</kbd> new line</span> · <kbd>/</kbd> commands <span class="wide-only"> · <kbd>?</kbd> shortcuts</span></p>
  </form>`;
}

function tryToHtml(): Html {
  return html`<aside class="try" id="try" aria-labelledby="try-title" hidden>
    <details id="try-details"><summary><h2 id="try-title">New here? Try this</h2></summary>
      <ol>
        <li><strong>Answer the question</strong> with a button or a reaction. Buttons are private; everybody sees a reaction.</li>
        <li><strong>Play somebody else</strong> in “Playing as”, and answer again as them.</li>
        <li><strong>Close the round now</strong> to see who was right, and why.</li>
        <li>Type <kbd>/leaderboard</kbd> for the points, or <kbd>/ask</kbd> and a word from the cheatsheet.</li>
      </ol>
    </details>
    <button type="button" class="icon-button" id="try-dismiss" aria-label="Dismiss these hints">${ICONS.cross}</button>
  </aside>`;
}

const SHORTCUTS = [
  ["/", "Begin a command in the message box"],
  ["?", "Show this list"],
  ["m", "Go to the newest message"],
  ["p", "Choose who you play"],
  ["↑ ↓", "With a message in focus: go to the one before or after"],
  ["1 to 5", "With a message in focus: react with that option"],
  ["Esc", "Close what is open; dismiss a private message in focus; leave the message box"],
] as const;

function shortcutsToHtml(): Html {
  return html`<dialog class="dialog" id="shortcuts" aria-labelledby="shortcuts-title">
    <h2 id="shortcuts-title">Keyboard shortcuts</h2>
    <dl class="shortcuts">${SHORTCUTS.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
    <p class="hint">In the message box: <kbd>↑</kbd> <kbd>↓</kbd> choose a suggestion, <kbd>Tab</kbd> or <kbd>Enter</kbd> takes it.</p>
    <label class="choice"><input type="checkbox" id="single-keys" checked><span>Single-key shortcuts are on</span></label>
    <div class="dialog-buttons"><button type="button" class="button button-primary" data-close>Done</button></div>
  </dialog>`;
}
