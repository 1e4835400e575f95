import { useState } from 'preact/hooks';
import { Panel } from '../components/panel.js';

/** The published JSON Schemas, by event type and revision. Each is loaded when it is opened. */
const SCHEMAS = import.meta.glob<unknown>('../../../../src/contracts/schemas/*/*.json', { import: 'default' });

/** The published event types with their versions and schemas. */
export function Schemas() {
  return (
    <>
      <h2>Schemas</h2>
      <p>
        A published version is frozen: only optional fields may be added, in a new revision. Any other change is a new
        version beside it, and <code>npm run contracts</code> refuses what would break a consumer. Programs read them at{' '}
        <a href="/schemas">/schemas</a>, where SCHEMA_REGISTRY is on.
      </p>
      <Panel title="Event types" id="schemas">
        {Object.entries(SCHEMAS).map(([path, load]) => (
          <Schema key={path} path={path} load={load} />
        ))}
      </Panel>
    </>
  );
}

function Schema({ path, load }: { readonly path: string; readonly load: () => Promise<unknown> }) {
  const [schema, setSchema] = useState<unknown>();
  const [, name = path, version = '1', revision = '1'] = /([^/]+)\.v(\d+)\/(\d+)\.json$/.exec(path) ?? [];
  return (
    <details
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && schema === undefined) void load().then(setSchema);
      }}
    >
      <summary>
        <code>{name}</code>, version {version}, revision {revision}
      </summary>
      {schema !== undefined && (
        <pre class="schema" tabIndex={0}>
          {JSON.stringify(schema, undefined, 2)}
        </pre>
      )}
    </details>
  );
}
