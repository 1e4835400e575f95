/** The time that work may take in one turn of the event loop. After that, further work waits for the next turn. */
const TURN_MS = 15;

/** Spreads work over turns of the event loop. */
export interface Turns {
  /**
   * Call it before a piece of work that keeps the processor busy. Resolves at once while this turn has time left,
   * otherwise in a later turn. Clients take turns: a client with a thousand pieces of work delays another client by one
   * of them.
   */
  next(client: string): Promise<void> | void;
}

/**
 * One turn of the event loop starts everything that has arrived since the last. Twenty requests of 100 ms each would be
 * one turn of two seconds, in which no timer, no liveness check and no other client is served. Here the second request
 * waits for the next turn, and others are served in between.
 */
export function createTurns(now: () => number = () => performance.now()): Turns {
  /** By client. A map keeps the order of its keys. A client that has had a turn moves to the end. */
  const waiting = new Map<string, (() => void)[]>();
  /** The time at which this turn's first piece of work was admitted. */
  let began: number | undefined;
  /** Whether the last admitted piece has not run yet. Until then its duration is unknown. */
  let isPending = false;

  const hasTime = () => began === undefined || now() - began < TURN_MS;

  function letIn(): void {
    isPending = true;
    if (began === undefined) {
      began = now();
      setImmediate(() => {
        began = undefined;
        letNextIn();
      });
    }
    afterMicrotasks(3, () => {
      isPending = false;
      if (hasTime()) letNextIn();
    });
  }

  function letNextIn(): void {
    if (isPending) return;
    const [first] = waiting;
    if (first === undefined) return;
    const [client, queue] = first;
    const next = queue.shift();
    waiting.delete(client);
    if (queue.length > 0) waiting.set(client, queue);
    letIn();
    next?.();
  }

  function wait(client: string): Promise<void> {
    return new Promise((resolve) => {
      const queue = waiting.get(client);
      if (queue === undefined) waiting.set(client, [resolve]);
      else queue.push(resolve);
    });
  }

  return {
    next(client) {
      return isPending || waiting.size > 0 || !hasTime() ? wait(client) : letIn();
    },
  };
}

const DONE = Promise.resolve();

/**
 * Awaiting the result of `next` takes one or two microtasks. The work itself runs in the following one. A promise is
 * several times cheaper than queueMicrotask, which makes an asynchronous resource of each task.
 */
function afterMicrotasks(count: number, work: () => void): void {
  void DONE.then(count === 0 ? work : () => afterMicrotasks(count - 1, work));
}
