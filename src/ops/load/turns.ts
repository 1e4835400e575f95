/** How long the work of one turn of the event loop may take before further work waits for the next. */
const TURN_MS = 15;

/** Spreads work over turns of the event loop. */
export interface Turns {
  /**
   * Call it before a piece of work that keeps the processor busy. Resolves at once while this turn has time left, and
   * otherwise in a turn of its own. Clients take turns: one with a thousand pieces of work holds up another by one of
   * them.
   */
  next(client: string): Promise<void> | void;
}

/**
 * One turn of the event loop takes up everything that has arrived since the last: twenty requests of 100 ms each would
 * be one turn of two seconds, in which no timer, no liveness check and no other client is served. Here the second of
 * them waits for the next turn, and the others in between are served first.
 */
export function createTurns(now: () => number = () => performance.now()): Turns {
  /** By client. A map keeps the order of its keys, and who has had a turn goes to the end. */
  const waiting = new Map<string, (() => void)[]>();
  /** When this turn's first piece of work was let in. */
  let began: number | undefined;
  /** Whether the piece that was let in last has yet to run: how long it takes is not known before. */
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

/** Awaiting what `next` returned takes a microtask or two; the work itself is done in the one after them. */
function afterMicrotasks(count: number, work: () => void): void {
  queueMicrotask(count === 0 ? work : () => afterMicrotasks(count - 1, work));
}
