import { useEffect, useState } from 'preact/hooks';
import { linkTo } from '../state/route.js';

/** The runbooks of docs/runbooks, as text. Each is loaded when it is opened. */
const RUNBOOKS = import.meta.glob<string>('../../../../docs/runbooks/*.md', { query: '?raw', import: 'default' });

/** A runbook, as its author wrote it. */
export function Runbook({ name }: { readonly name: string }) {
  const [text, setText] = useState<string>();
  const load = Object.hasOwn(RUNBOOKS, pathOf(name)) ? RUNBOOKS[pathOf(name)] : undefined;
  useEffect(() => {
    let isWanted = true;
    void load?.().then((loaded) => isWanted && setText(loaded));
    return () => void (isWanted = false);
  }, [load]);
  return (
    <>
      <h2>Runbook: {name}</h2>
      <p>
        <a href={linkTo('alerts')}>All alerts</a>
      </p>
      {load === undefined ? (
        <p class="problem">There is no runbook with this name.</p>
      ) : (
        <pre class="runbook" tabIndex={0}>
          {text ?? 'Reading …'}
        </pre>
      )}
    </>
  );
}

const pathOf = (name: string) => `../../../../docs/runbooks/${name}.md`;
