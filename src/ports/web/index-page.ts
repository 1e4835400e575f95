const LINKS: readonly (readonly [href: string, title: string, what: string])[] = [
  ['/lab/', 'Lab', 'REST and GraphQL side by side, measured'],
  ['/graphql', 'GraphQL explorer', 'queries, mutations and subscriptions'],
  ['/api/docs', 'REST v1', 'its OpenAPI document, to read and to try'],
  ['/health/ready', 'Health', 'whether each part of the gateway works'],
  ['/metrics', 'Metrics', "the gateway's own counters, for Prometheus"],
];

/** What a browser is shown at /. It has no style of its own, so that its policy need not allow any. */
export const INDEX_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Gateway</title>
  </head>
  <body>
    <main>
      <h1>Gateway</h1>
      <ul>
${LINKS.map(([href, title, what]) => `        <li><a href="${href}">${title}</a>: ${what}</li>`).join('\n')}
      </ul>
    </main>
  </body>
</html>
`;
