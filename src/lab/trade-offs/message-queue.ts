import { LabError } from './lab-error.js';
import { abortable } from './sleep.js';

/** A message with the SSE id it came with, if any. */
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
    // Whoever takes it sees it fail; nobody may ever take it.
    message.catch(() => undefined);
    this.#arrived.push(message);
    this.#wake();
  }

  /** Nothing will come after what has come already. */
  fail(reason: Error): void {
    this.#failure ??= reason;
    this.#wake();
  }

  async next(signal: AbortSignal): Promise<StreamMessage> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new LabError(`Nothing came over the stream within ${NEXT_WITHIN_MS / 1000} s.`)),
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
