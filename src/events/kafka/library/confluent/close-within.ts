import { settlesWithin } from '../../../../kernel/backoff.js';

const CLOSE_WITHIN_MS = 6_000;

/** Waits for the end of `opening`, then for `disconnect`, for a bounded time altogether. Never rejects. */
export async function closeWithin(
  opening: Promise<unknown> | undefined,
  disconnect: () => Promise<unknown>,
): Promise<void> {
  // The library ignores a disconnection while it connects.
  const closing = Promise.allSettled([opening]).then(disconnect);
  await settlesWithin(
    CLOSE_WITHIN_MS,
    closing.catch(() => undefined),
  );
}
