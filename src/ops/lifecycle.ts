import { withTimeout } from '../kernel/with-timeout.js';

/** Thrown by `run` once stopping has begun: a start that is under way goes no further. */
export class StoppingError extends Error {
  override readonly name = 'StoppingError';
}

/** A part that takes longer than this to stop is given up, so that it cannot keep the others from stopping. */
const STOP_DEADLINE_MS = 15_000;

/**
 * Parts in the order they were started, to be stopped in the reverse order. A part is added before its start begins, so
 * one whose start failed half-way, or was interrupted, is stopped too.
 */
export class Lifecycle {
  private readonly parts: { readonly name: string; readonly stop: () => Promise<void> | void }[] = [];
  private stopping: Promise<void> | undefined;

  constructor(private readonly onError: (name: string, error: unknown) => void) {}

  /** Starts a part. `stop` must do no harm when the start did not finish. */
  async run<T>(name: string, start: () => Promise<T> | T, stop: () => Promise<void> | void): Promise<T> {
    if (this.stopping !== undefined) throw new StoppingError(`Not starting ${name}: stopping`);
    this.parts.push({ name, stop });
    return start();
  }

  /**
   * Stops every part in reverse order of the starts. A part that fails to stop is reported, and the other parts are
   * still stopped.
   */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopAll());
  }

  private async stopAll(): Promise<void> {
    for (let part = this.parts.pop(); part !== undefined; part = this.parts.pop()) {
      try {
        await withTimeout(
          STOP_DEADLINE_MS,
          Promise.resolve(part.stop()),
          () => new Error(`Not stopped after ${STOP_DEADLINE_MS} ms`),
        );
      } catch (error) {
        this.onError(part.name, error);
      }
    }
  }
}
