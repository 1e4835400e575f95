import { useEffect } from 'preact/hooks';
import { LAB_TASKS } from '../../trade-offs/tasks/tasks.js';
import { readHash, writeHash } from '../model/hash.js';
import { decodeReport } from '../model/report-code.js';
import type { LabAction, LabState } from './lab-state.js';

export const TASK_IDS = LAB_TASKS.map(({ id }) => id);

/**
 * Synchronises the page's address with its state: a link is opened on arrival and when the address is edited, and
 * choices update the address.
 */
export function useAddress({ task, conditions, code }: LabState, dispatch: (action: LabAction) => void): void {
  useEffect(() => {
    const open = () => void openLink(location.hash, dispatch);
    open();
    addEventListener('hashchange', open);
    return () => removeEventListener('hashchange', open);
  }, [dispatch]);
  useEffect(() => {
    history.replaceState(null, '', writeHash({ task, conditions, code }));
  }, [task, conditions, code]);
}

async function openLink(hash: string, dispatch: (action: LabAction) => void): Promise<void> {
  const { task, conditions, code, problem } = readHash(hash, TASK_IDS);
  dispatch({ type: 'followed', task, conditions });
  if (problem !== undefined) dispatch({ type: 'told', notice: { kind: 'error', message: problem } });
  if (code === undefined) return;
  try {
    dispatch({ type: 'opened', report: await decodeReport(code), origin: 'link', code });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    dispatch({ type: 'told', notice: { kind: 'error', message: `The run in this link cannot be shown. ${reason}` } });
  }
}
