import type { ScenarioResult } from '../../failures/run-failures.js';
import { packJson } from '../model/packed-json.js';
import { admitFailures, type SharedFailures } from './admit-failures.js';
import type { FailuresActions } from './use-failures.js';

const MAX_FILE_BYTES = 5_000_000;
/** The page that every gateway serves, which shows reports. */
const SHARED_PAGE = '/lab/failures';

/** Exports the results on the page as a link or a file, or imports a report. */
export function ReportButtons({
  results,
  actions,
}: {
  readonly results: readonly ScenarioResult[];
  readonly actions: FailuresActions;
}) {
  const report = (): SharedFailures => ({ benchmark: 'failures', at: new Date().toISOString(), seed: 0, results });

  const copyLink = async () => {
    const code = await packJson(report());
    if (code === undefined)
      return actions.tell('These results are too large for a link. Export them as a file instead.');
    history.replaceState(null, '', `#r=${code}`);
    const link = `${location.origin}${location.pathname}#r=${code}`;
    await navigator.clipboard?.writeText(link).catch(() => undefined);
    actions.tell(`This page's address is now the link to these results. It opens below ${SHARED_PAGE} of any gateway.`);
  };

  const exportFile = () => {
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(report(), null, 2)}\n`], { type: 'application/json' }));
    Object.assign(document.createElement('a'), { href: url, download: 'failures.json' }).click();
    URL.revokeObjectURL(url);
  };

  const importFile = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    try {
      if (file.size > MAX_FILE_BYTES) throw new Error('It is larger than any report of the failure lab.');
      actions.open(admitFailures(JSON.parse(await file.text())));
    } catch (error) {
      const reason = error instanceof SyntaxError ? 'It is not JSON.' : (error as Error).message;
      actions.tell(`${file.name.slice(0, 80)} cannot be shown. ${reason}`);
    }
    // The same file can be chosen again.
    input.value = '';
  };

  return (
    <div class="button-group">
      <button type="button" disabled={results.length === 0} onClick={() => void copyLink()}>
        Copy link
      </button>
      <button type="button" disabled={results.length === 0} onClick={exportFile}>
        Export
      </button>
      <label class="button">
        Import
        <input
          class="visually-hidden"
          type="file"
          accept="application/json,.json"
          onChange={({ currentTarget }) => void importFile(currentTarget)}
        />
      </label>
    </div>
  );
}
