import { LabError } from './lab-error.js';
import { abortable } from './sleep.js';

/** A message with its SSE id, if any. */
export interface StreamMessage {
  readonly id: string | undefined;
  readonly data: unknown;
}

const NEXT_WITHIN_MS = 30_000;

/** Messages that arrive, some of them still on a simulated line, and are taken one by one in their order. */
export class MessageQueue {
  readonly #arrived: Promise<StreamMessage>[] = [];
  #wake: () => void = () => undefined;
  #failure: Error | undefined;

  push(message: Promise<StreamMessage>): void {
    // A consumer that takes it sees the failure, but it may never be taken.
    message.catch(() => undefined);
    this.#arrived.push(message);
    this.#wake();
  }

  /** Ends the queue: no message follows those that have arrived. */
  fail(reason: Error): void {
    this.#failure ??= reason;
    this.#wake();
  }

  async next(signal: AbortSignal): Promise<StreamMessage> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new LabError(`No message arrived on the stream within ${NEXT_WITHIN_MS / 1000} s.`)),
        NEXT_WITHIN_MS,
      );
    });
    try {
      return await abortable(Promise.race([this.#take(), tooLate]), signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #take(): Promise<StreamMessage> {
    for (;;) {
      const first = this.#arrived.shift();
      if (first !== undefined) return first;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => void (this.#wake = resolve));
    }
  }
}
