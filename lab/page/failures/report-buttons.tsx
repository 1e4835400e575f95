import type { ScenarioResult } from '../../failures/run-failures.js';
import { ShareButtons } from '../components/share-buttons.js';
import { packJson } from '../model/packed-json.js';
import { admitFailures, type SharedFailures } from './admit-failures.js';
import type { FailuresActions } from './use-failures.js';

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

  return (
    <ShareButtons
      isEmpty={results.length === 0}
      onCopyLink={() => void copyLink()}
      exported={() => ({ name: 'failures.json', report: report() })}
      open={(json) => actions.open(admitFailures(json))}
      fail={actions.tell}
    />
  );
}
