import type { ListedType } from './listed-type.js';

/** The page at /schemas. It has no styles, so that its content security policy allows none. */
export function schemasPage(types: readonly ListedType[]): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Event schemas</title>
  </head>
  <body>
    <main>
      <h1>Event schemas</h1>
      <p>The data of each event type as JSON Schema. A version never changes. A new version only adds optional fields.</p>
      <p>For programs: this list as JSON (<code>Accept: application/json</code>), and the interface of Confluent's schema registry at
        <code>/schema-registry</code>.</p>
      <table>
        <thead>
          <tr><th scope="col">Event type</th><th scope="col">Topic</th><th scope="col">About</th><th scope="col">Versions</th></tr>
        </thead>
        <tbody>
${types.map(row).join('\n')}
        </tbody>
      </table>
      <p><a href="/">Gateway</a></p>
    </main>
  </body>
</html>
`;
}

/** Names of types, topics and aggregates come from the contracts: letters, digits, dots and hyphens. */
function row({ type, topic, aggregate, versions }: ListedType): string {
  const links = versions.map(({ version, id, url }) => `<a href="${url}">version ${version}</a> (ID ${id})`);
  const cells = [topic ?? '', aggregate ?? '', links.join(', ')].map((cell) => `<td>${cell}</td>`).join('');
  return `          <tr><th scope="row">${type}</th>${cells}</tr>`;
}
