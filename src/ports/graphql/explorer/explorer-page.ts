/** The explorer's first query. It needs no token, and its result is not empty on the seeded catalogue. */
const DEFAULT_QUERY = `# Ctrl-Enter runs this; anybody may.
# Most other operations require a token, under Headers:
# { "authorization": "Bearer ..." }
# In development, { "x-explain": "on" } there shows how it was answered.
query WhatIsOn {
  shows(first: 5) {
    totalCount
    nodes {
      startsAt
      movie {
        title
        director
      }
      seatCounts {
        available
        sold
      }
    }
  }
}
`;

/**
 * The page's own script, ahead of GraphiQL's. Subscriptions authenticate when their socket opens, with the header that
 * the editor holds at that moment. Headers are not kept in the browser, since they have tokens in them.
 */
export const START_SCRIPT = `'use strict';
const base = new URL('.', document.currentScript.src);
const workers = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
self.MonacoEnvironment = { globalAPI: true, getWorkerUrl: (_module, label) => new URL(workers[label] ?? 'editor.worker.js', base).href };
function connectionParams() {
  const editor = self.monaco.editor.getModels().find((model) => model.uri.path.endsWith('request-headers.json'));
  try {
    const headers = JSON.parse(editor?.getValue() || '{}');
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  } catch {
    // Without them the socket would be a stranger's: the gateway refuses these, and says why.
    return { headers: 'not JSON' };
  }
}
addEventListener('DOMContentLoaded', () => {
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
    title: 'Gateway GraphiQL', endpoint: '/graphql', subscriptionsProtocol: 'WS', connectionParams,
    isHeadersEditorEnabled: true, shouldPersistHeaders: false, defaultQuery: ${JSON.stringify(DEFAULT_QUERY)},
  });
});
`;

/**
 * The content security policy of the page. It loads files only from this origin. The editor creates styles in the page,
 * and its style sheet contains fonts and icons. So inline styles and data: fonts and images are allowed. Inline scripts
 * are not.
 */
export const EXPLORER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page; its files are below `base`, which ends with a slash. */
export function explorerPage(base: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Gateway GraphiQL</title>
    <link rel="icon" href="${base}favicon.ico">
    <link rel="stylesheet" href="${base}graphiql.css">
    <script defer src="${base}start.js"></script>
    <script defer src="${base}graphiql.js"></script>
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
  </body>
</html>
`;
}
