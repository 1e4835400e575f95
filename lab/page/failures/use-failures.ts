import { useEffect, useState } from 'preact/hooks';
import { LIVE_PATHS, type LiveState } from '../../failures/live-state.js';
import type { ScenarioResult } from '../../failures/run-failures.js';
import { unpackJson } from '../model/packed-json.js';
import { admitFailures, type SharedFailures } from './admit-failures.js';

/** What the page shows: experiments that can be run here, or a report from a file or a link. */
export interface FailuresView {
  /** Undefined on a page that no experiment serves. */
  readonly live: LiveState | undefined;
  readonly shared: SharedFailures | undefined;
  readonly notice: string | undefined;
  readonly results: readonly ScenarioResult[];
}

export interface FailuresActions {
  run(name: string): void;
  open(report: SharedFailures): void;
  tell(notice: string | undefined): void;
}

/** Whether `npm run failures -- --serve` serves this page. */
export const isLive = (): boolean => location.pathname === LIVE_PATHS.page;

/** Follows the experiments, and opens the report of a link. */
export function useFailures(): { readonly view: FailuresView; readonly actions: FailuresActions } {
  const [live, setLive] = useState<LiveState>();
  const [shared, setShared] = useState<SharedFailures>();
  const [notice, tell] = useState<string>();

  useEffect(() => {
    if (!isLive()) return;
    const changes = new EventSource(LIVE_PATHS.changes);
    changes.onmessage = ({ data }) => setLive(JSON.parse(data as string) as LiveState);
    changes.onerror = () => tell('The experiments have ended. Their results stay on this page.');
    changes.onopen = () => tell(undefined);
    return () => changes.close();
  }, []);
  useEffect(() => {
    const open = () => {
      const code = new URLSearchParams(location.hash.replace(/^#/, '')).get('r');
      if (code === null) return;
      unpackJson(code)
        .then((json) => setShared(admitFailures(json)))
        .catch((error: Error) => tell(`The run in this link cannot be shown. ${error.message}`));
    };
    open();
    addEventListener('hashchange', open);
    return () => removeEventListener('hashchange', open);
  }, []);

  async function run(name: string): Promise<void> {
    setShared(undefined);
    const answer = await fetch(LIVE_PATHS.runs, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    }).catch(() => undefined);
    if (answer === undefined) tell('The experiments have ended.');
    else if (!answer.ok) tell(((await answer.json()) as { message: string }).message);
  }

  return {
    view: {
      live,
      shared,
      notice: notice ?? live?.problem ?? undefined,
      results: shared?.results ?? live?.results ?? [],
    },
    actions: { run: (name) => void run(name), open: setShared, tell },
  };
}
