/** The styles of the page at /. Colours are those of the lab's page, which the production image does not have. */
const STYLE = `:root {
  color-scheme: light dark;
  --background: light-dark(#f6f7f9, #11151b);
  --surface: light-dark(#ffffff, #191f28);
  --text: light-dark(#1a222d, #e7ebf1);
  --muted: light-dark(#55606f, #a0abba);
  --border: light-dark(#dbe0e7, #2d3643);
  --link: light-dark(#1f4ed8, #93b6ff);
  --focus: light-dark(#0b57d0, #9cc0ff);
  --well: light-dark(#17693a, #7bd8a0);
  --failing: light-dark(#a3202a, #ffa3a3);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--background);
  color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, sans-serif;
}
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 0 0 0.25rem; font-size: 1.1rem; }
p { margin: 0 0 0.75rem; }
a { color: var(--link); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.sentence { margin: 0.5rem 0; font-size: 1.1rem; }
.well, .failing { font-weight: 600; }
.well { color: var(--well); }
.failing { color: var(--failing); }
.well::before { content: '\\2713\\00a0'; }
.failing::before { content: '\\2717\\00a0'; }
code { font-family: ui-monospace, monospace; }
.about-tokens code { white-space: nowrap; }
.about-tokens { color: var(--muted); }
section, nav {
  margin-top: 1rem;
  padding: 1rem 1.25rem;
  background: var(--surface);
  border: 1px solid var(--border);
  border-radius: 8px;
}
.command { position: relative; }
pre {
  margin: 0 0 0.75rem;
  padding: 0.75rem 5rem 0.75rem 0.75rem;
  overflow-x: auto;
  background: var(--background);
  border: 1px solid var(--border);
  border-radius: 6px;
  font: 0.85rem/1.5 ui-monospace, monospace;
}
.token { display: inline-block; max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
button {
  position: absolute;
  top: 0.5rem;
  right: 0.5rem;
  padding: 0.2rem 0.7rem;
  background: var(--surface);
  color: var(--text);
  border: 1px solid var(--muted);
  border-radius: 6px;
  font: inherit;
  font-size: 0.85rem;
  cursor: pointer;
}
.for { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.further { margin: 0; }
ul { margin: 0; padding: 0; list-style: none; }
li span { color: var(--muted); }
#said { min-height: 1.5em; margin: 1rem 0 0; color: var(--muted); }
`;

/**
 * The script of the page at /: the origin as the browser knows it, tokens in development, copying, and the state of the
 * parts. It keeps what the server has written when a request fails.
 */
const SCRIPT = `'use strict';
for (const origin of document.querySelectorAll('.origin')) origin.textContent = location.origin;

const path = document.body.dataset.tokens;
if (path)
  fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    .then((response) => response.json())
    .then(({ tokens }) => {
      for (const line of document.querySelectorAll('.token')) line.textContent = 'TOKEN=' + tokens[line.dataset.role];
      document.body.dataset.hasTokens = '';
    })
    .catch(() => undefined);

const said = document.querySelector('#said');
for (const button of document.querySelectorAll('.copy')) {
  button.hidden = false;
  button.addEventListener('click', () =>
    navigator.clipboard.writeText(button.parentElement.querySelector('code').textContent).then(
      () => (said.textContent = 'Copied. Paste it into a terminal.'),
      () => (said.textContent = 'The browser does not allow to copy. Select the command instead.'),
    ),
  );
}

const health = document.querySelector('#health');
function show(isWell, text) {
  health.className = isWell ? 'well' : 'failing';
  if (health.textContent !== text) health.textContent = text;
}
setInterval(() => {
  if (document.hidden) return;
  fetch('/health/ready', { cache: 'no-store' })
    .then((response) => response.json())
    .then(({ status, parts }) => {
      const failing = Object.keys(parts).filter((name) => parts[name] !== 'ok');
      show(status === 'ok', status === 'ok' ? 'All is well.' : 'Not all is well: ' + failing.join(', ') + '.');
    })
    .catch(() => show(false, 'The gateway does not answer.'));
}, 5000);
`;

/** The files of the page, with their types. */
export const START_FILES: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  'start.css': { type: 'text/css; charset=utf-8', text: STYLE },
  'start.js': { type: 'text/javascript; charset=utf-8', text: SCRIPT },
};
