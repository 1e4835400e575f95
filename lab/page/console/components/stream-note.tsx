import type { StreamState } from '../state/use-stream.js';

const TEXTS: Readonly<Record<StreamState, string>> = {
  connecting: 'Connecting …',
  live: 'Live: changes appear as they happen.',
  interrupted: 'The stream was interrupted. It is opened again.',
};

/** Whether the page follows what happens. */
export function StreamNote({ state }: { readonly state: StreamState }) {
  return (
    <p class="stream-note" role="status" data-stream={state}>
      {TEXTS[state]}
    </p>
  );
}
