/** A program that starts, runs and stops as one. */
export interface Runnable<Started> {
  start(): Promise<Started>;
  /** Ends what runs, in order, and resolves when nothing of it is left. May be called while starting, and twice. */
  stop(): Promise<void>;
  /** Told when it can no longer run. Absent when that cannot happen after the start. */
  onFailure?(listener: (error: Error) => void): void;
}

/** A terminal's Ctrl-C can arrive twice, once by way of npm: a signal this soon after the first is the same one. */
const SAME_SIGNAL_MS = 1_000;
/** However shutting down goes wrong, the process ends after this long unless the caller says otherwise. */
const DEADLINE_MS = 30_000;

/**
 * Starts `part` and calls `onStarted`. Stops it when the process gets a signal (SIGINT, SIGTERM, SIGHUP) or the part
 * fails. Then ends the process: with 0 after a signal, 1 after a failure. A second signal, unless it repeats the first,
 * ends the process at once. Rejects when the start fails, with everything stopped.
 */
export async function runUntilStopped<Started>(
  part: Runnable<Started>,
  onStarted: (started: Started) => void,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  let stoppingSince: number | undefined;
  const stop = async (exitCode: number) => {
    if (stoppingSince !== undefined) {
      if (Date.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    setTimeout(() => process.exit(1), deadlineMs).unref();
    await part.stop();
    process.exit(exitCode);
  };
  const end = (exitCode: number) =>
    void stop(exitCode).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
  part.onFailure?.((error) => {
    console.error(`\n${error.message}`);
    end(1);
  });
  try {
    onStarted(await part.start());
  } catch (error) {
    if (stoppingSince !== undefined) return;
    await part.stop();
    throw error;
  }
}
