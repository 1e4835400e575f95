import { useState } from 'preact/hooks';
import { DataTable, type Column } from '../components/data-table.js';
import type { Redrive } from '../model.js';
import { messageOf, useConsole } from '../state/use-read.js';

interface RedriveTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly empty: string;
  /** Where they are redriven. */
  readonly path: string;
  readonly onDone: () => void;
}

/** Things that can be tried again: some are chosen, a dry run says what would become of them, and then they are. */
export function RedriveTable<Row extends { readonly id: string }>(props: RedriveTableProps<Row>) {
  const { label, rows, columns, empty, path, onDone } = props;
  const { api } = useConsole();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [result, setResult] = useState<Redrive>();
  const [problem, setProblem] = useState<string>();
  const ids = rows.map(({ id }) => id).filter((id) => chosen.has(id));

  function choose(id: string, isChosen: boolean): void {
    setChosen(new Set(isChosen ? [...chosen, id] : [...chosen].filter((other) => other !== id)));
    setResult(undefined);
  }

  async function ask(dryRun: boolean): Promise<void> {
    setProblem(undefined);
    try {
      setResult(await api.post<Redrive>(path, { ids, dryRun }));
      if (!dryRun) {
        setChosen(new Set());
        onDone();
      }
    } catch (error) {
      setResult(undefined);
      setProblem(messageOf(error));
    }
  }

  return (
    <>
      <DataTable
        label={label}
        rows={rows}
        keyOf={({ id }) => id}
        empty={empty}
        columns={[
          {
            title: 'Choose',
            cell: ({ id }) => (
              <input
                type="checkbox"
                aria-label={`Choose ${id}`}
                checked={chosen.has(id)}
                onChange={({ currentTarget }) => choose(id, currentTarget.checked)}
              />
            ),
          },
          ...columns,
        ]}
      />
      {rows.length > 0 && (
        <div class="button-group">
          <button type="button" aria-disabled={ids.length === 0} onClick={() => ids.length > 0 && void ask(true)}>
            Dry run of a redrive
          </button>
          {result?.isDryRun === true && ids.length > 0 && (
            <button type="button" class="primary" onClick={() => void ask(false)}>
              Redrive {ids.length}
            </button>
          )}
        </div>
      )}
      <div aria-live="polite">
        {problem !== undefined && <p class="problem">{problem}</p>}
        {result !== undefined && (
          <>
            <p>{result.isDryRun ? 'This would become of them:' : 'This has become of them:'}</p>
            <ul class="outcomes">
              {result.results.map(({ id, outcome }) => (
                <li key={id} data-outcome={outcome}>
                  <code>{id}</code> {outcome.replaceAll('_', ' ')}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </>
  );
}
