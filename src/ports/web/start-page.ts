import { escapeHtml } from './html.js';

/** What the page shows. */
export interface StartPage {
  /** As the browser has reached the gateway. */
  readonly origin: string;
  readonly health: { readonly ok: boolean; readonly parts: Readonly<Record<string, string>> };
  /** Whether the page can have tokens made. Otherwise they come from an identity provider. */
  readonly hasTokens: boolean;
  /** The folder of the page's files, with a slash at its end. */
  readonly files: string;
  readonly links: readonly PageLink[];
}

/** A page or document that this gateway serves. */
export interface PageLink {
  readonly href: string;
  readonly title: string;
  readonly about: string;
}

interface Audience {
  readonly who: string;
  readonly first: string;
  readonly role: 'owner' | 'data';
  /** Of the shell, after a line that sets TOKEN. */
  readonly command: (origin: string) => string;
  readonly next: readonly string[];
}

/** The three kinds of user, and what each does first. */
const AUDIENCES: readonly Audience[] = [
  {
    who: 'Frontend teams',
    first: 'Ask for exactly the fields that a page shows, in one GraphQL request.',
    role: 'owner',
    command: (origin) => `curl -s ${origin}/graphql \\
  -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
  -d '{"query": "{ surveys(first: 3) { nodes { title responses { totalCount } } } }"}'`,
    next: ['/graphql', '/schema.graphql'],
  },
  {
    who: 'Backend developers',
    first: 'Read the same surveys over REST, then compare what both cost in the lab.',
    role: 'owner',
    command: (origin) => `curl -s '${origin}/api/v1/surveys?first=3&fields=title,responseCount' \\
  -H "authorization: Bearer $TOKEN"`,
    next: ['/api/docs', '/lab/'],
  },
  {
    who: 'Data teams',
    first: 'Follow every change as an event, live. Ctrl-C ends it; a cursor resumes it.',
    role: 'data',
    command: (origin) => `curl -sN ${origin}/api/v1/events \\
  -H "authorization: Bearer $TOKEN"`,
    next: ['/api/asyncapi', '/console'],
  },
];

export const SENTENCE =
  'Surveys and bookings over GraphQL and REST, with every change as an event in Kafka: one gateway over PostgreSQL, MongoDB and Kafka.';

const ABOUT_TOKENS =
  'The commands have tokens for development, of the tenant <code>demo</code> and good for an hour. <code>npm run -s token</code> makes others.';

/** The page at /. Without its script it is complete, but for the tokens and the buttons that copy. */
export function startPage({ origin, health, hasTokens, files, links }: StartPage): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="description" content="${escapeHtml(SENTENCE)}">
    <title>Gateway</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${files}start.css">
    <script src="${files}start.js" defer></script>
  </head>
  <body${hasTokens ? ' data-tokens="/start/session"' : ''}>
    <main>
      <header>
        <h1>Gateway</h1>
        <p class="sentence">${escapeHtml(SENTENCE)}</p>
        <p id="health" class="${health.ok ? 'well' : 'failing'}" role="status">${escapeHtml(healthText(health))}</p>${hasTokens ? `\n        <p class="about-tokens">${ABOUT_TOKENS}</p>` : ''}
      </header>
${AUDIENCES.map((audience, index) => section(audience, index, origin, hasTokens, links)).join('\n')}
      <nav aria-label="Pages">
        <h2>Everything here</h2>
        <ul>
${links.map(({ href, title, about }) => `          <li><a href="${href}">${title}</a> <span>${about}</span></li>`).join('\n')}
        </ul>
      </nav>
      <p id="said" role="status"></p>
    </main>
  </body>
</html>
`;
}

/** One sentence about the parts. The page's script says the same. */
function healthText({ ok, parts }: StartPage['health']): string {
  if (ok) return 'All is well.';
  const failing = Object.keys(parts).filter((name) => parts[name] !== 'ok');
  return `Not all is well: ${failing.join(', ')}.`;
}

function section(
  { who, first, role, command, next }: Audience,
  index: number,
  origin: string,
  hasTokens: boolean,
  links: readonly PageLink[],
): string {
  const further = next.flatMap((href) => links.find((link) => link.href === href) ?? []);
  const token = hasTokens ? `TOKEN=$(npm run -s token -- --role ${role})` : "TOKEN='from your identity provider'";
  // A browser behind a proxy knows the gateway by another scheme than the gateway itself.
  const shown = escapeHtml(command(MARK)).replace(MARK, `<span class="origin">${escapeHtml(origin)}</span>`);
  return `      <section aria-labelledby="who-${index}">
        <h2 id="who-${index}">${who}</h2>
        <p>${first}</p>
        <div class="command">
          <pre tabindex="0" aria-label="Command for ${who.toLowerCase()}"><code><span class="token" data-role="${role}">${escapeHtml(token)}</span>
${shown}</code></pre>
          <button type="button" class="copy" hidden>Copy<span class="for"> the command for ${who.toLowerCase()}</span></button>
        </div>${
          further.length === 0
            ? ''
            : `
        <p class="further">Then: ${further.map(({ href, title }) => `<a href="${href}">${title}</a>`).join(', ')}</p>`
        }
      </section>`;
}

const MARK = '\u0000';
