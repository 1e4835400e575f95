/** The optional pages besides the health page. All are shown by default. */
export interface ShownPages {
  readonly lab?: boolean;
  readonly console?: boolean;
  readonly explorer?: boolean;
  readonly apiDocs?: boolean;
  readonly schemas?: boolean;
  readonly metrics?: boolean;
}

type Link = readonly [href: string, title: string, description: string];

const linksTo = ({
  lab = true,
  console = true,
  explorer = true,
  apiDocs = true,
  schemas = true,
  metrics = true,
}: ShownPages): readonly Link[] => [
  ...(lab ? [['/lab/', 'Lab', 'measured comparison of REST and GraphQL'] as const] : []),
  ...(console
    ? [['/console', 'Console', 'topics, consumer groups, dead letters and alerts, for operators'] as const]
    : []),
  ...(explorer ? [['/graphql', 'GraphQL explorer', 'queries, mutations and subscriptions'] as const] : []),
  ...(apiDocs ? [['/api/docs', 'REST v1', 'the OpenAPI document, with a form to try each operation'] as const] : []),
  ...(schemas ? [['/schemas', 'Event schemas', 'the JSON Schema of each event type'] as const] : []),
  ['/health/ready', 'Health', 'the state of each part of the gateway'],
  ...(metrics ? [['/metrics', 'Metrics', "the gateway's metrics, for Prometheus"] as const] : []),
];

/** The page at /. It has no styles, so that its content security policy allows none. */
export const indexPage = (shown: ShownPages): string => `<!doctype html>
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
${linksTo(shown)
  .map(([href, title, description]) => `        <li><a href="${href}">${title}</a>: ${description}</li>`)
  .join('\n')}
      </ul>
    </main>
  </body>
</html>
`;
