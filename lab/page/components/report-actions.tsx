import { admitReport } from '../model/admit-report.js';
import { encodeReport } from '../model/report-code.js';
import { writeHash } from '../model/hash.js';
import type { LabState } from '../state/lab-state.js';
import type { LabActions } from '../state/use-lab.js';
import { ShareButtons } from './share-buttons.js';

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

  return (
    <ShareButtons
      isEmpty={report === undefined}
      onCopyLink={() => void copyLink()}
      exported={() => ({ name: `lab-${report?.at.slice(0, 19).replaceAll(':', '')}.json`, report })}
      open={(json) => actions.open(admitReport(json))}
      fail={fail}
    />
  );
}
