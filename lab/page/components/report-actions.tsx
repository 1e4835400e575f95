import { admitReport } from '../model/admit-report.js';
import { encodeReport } from '../model/report-code.js';
import { writeHash } from '../model/hash.js';
import type { LabState } from '../state/lab-state.js';
import type { LabActions } from '../state/use-lab.js';

/** A report of fifty tasks is a few hundred kilobytes. */
const MAX_FILE_BYTES = 5_000_000;

/** Exports a run from the page or imports one, as a link or a file. */
export function ReportActions({ state, actions }: { readonly state: LabState; readonly actions: LabActions }) {
  const { report } = state;
  const fail = (message: string) => actions.tell({ kind: 'error', message });

  const copyLink = async () => {
    if (report === undefined) return;
    const code = await encodeReport(report);
    if (code === undefined) return fail('This run is too large for a link. Export it as a file instead.');
    actions.linked(code);
    const link = `${location.origin}${location.pathname}${writeHash({ ...state, code })}`;
    const copied = await navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    );
    actions.tell({
      kind: 'done',
      message: copied
        ? 'The link to this run is copied.'
        : "This page's address is now the link to this run: copy it from there.",
    });
  };

  const exportFile = () => {
    if (report === undefined) return;
    const url = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' }));
    const anchor = Object.assign(document.createElement('a'), {
      href: url,
      download: `lab-${report.at.slice(0, 19).replaceAll(':', '')}.json`,
    });
    anchor.click();
    URL.revokeObjectURL(url);
  };

  const importFile = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    try {
      if (file.size > MAX_FILE_BYTES) throw new Error('It is larger than any report of the lab.');
      actions.open(admitReport(JSON.parse(await file.text())));
    } catch (error) {
      fail(
        `${file.name.slice(0, 80)} cannot be shown. ${error instanceof SyntaxError ? 'It is not JSON.' : (error as Error).message}`,
      );
    }
    // The same file can be chosen again.
    input.value = '';
  };

  return (
    <div class="button-group">
      <button type="button" disabled={report === undefined} onClick={() => void copyLink()}>
        Copy link
      </button>
      <button type="button" disabled={report === undefined} onClick={exportFile}>
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
