import type { EventSource } from '../../../contracts/event-source.js';
import { createRoster } from '../../../kernel/roster.js';
import type { SubscriberSocket, Subscriber } from './subscriber.js';

interface GroupConfig {
  /** The answer to one event, as it is sent to each subscriber, handed to `deliver` meanwhile. Never throws. */
  readonly answer: (event: unknown, deliver: (answer: Buffer) => Promise<void> | void) => Promise<void>;
  /** Waits for a turn of the event loop. */
  readonly turn: () => Promise<void> | void;
  /** Called for each answer that is sent. */
  readonly onSent: () => void;
  /** Called when the last subscriber has left. */
  readonly onEmpty: () => void;
}

/** Subscribers that are sent to between two turns. */
const AT_ONCE = 64;
/** Bytes that are sent between two turns. */
const BYTES_AT_ONCE = 1024 * 1024;

/** A subscriber with a source of its own. */
interface Apart {
  readonly subscriber: Subscriber;
  readonly source: EventSource<unknown>;
  /** Whether the source is no longer its own. */
  isOver: boolean;
  /** Takes it off the roster. */
  remove: () => void;
}

/**
 * The subscribers for whom every event has the same answer.
 *
 * - together: they share one source. Each event is answered once, and sent to all of them.
 * - apart: they have sources of their own, because they have just begun, resume at a position of the past, or have a
 *   client that reads more slowly than events come. Each is answered by itself, at its own pace, and nothing is kept
 *   for it.
 *
 * A subscriber apart joins the others when its source waits at the same place as theirs. Both sources have then yielded
 * every event, so it misses and repeats nothing.
 */
export class SubscriptionGroup {
  private readonly together = createRoster<Subscriber>();
  private readonly apart = createRoster<Apart>();
  /** Of those together; undefined while there are none. */
  private source: EventSource<unknown> | undefined;

  constructor(private readonly config: GroupConfig) {}

  get size(): number {
    return this.together.size + this.apart.size;
  }

  /** Adds a subscriber, whose own source has been opened but not read. */
  join(subscriber: Subscriber, source: EventSource<unknown>): void {
    this.setApart(subscriber, source);
  }

  private add(subscriber: Subscriber): void {
    const remove = this.together.add(subscriber);
    subscriber.leave = () => {
      remove();
      this.stopIfAlone();
      if (this.size === 0) this.config.onEmpty();
    };
  }

  /** Nobody is left together: their source ends at once, so that no one who comes later is taken for its follower. */
  private stopIfAlone(): void {
    if (this.together.size > 0 || this.source === undefined) return;
    end(this.source);
    this.source = undefined;
  }

  private async run(source: EventSource<unknown>, first: Promise<IteratorResult<unknown, undefined>>): Promise<void> {
    this.source = source;
    let failure: unknown;
    try {
      for (let pending = first; ; pending = source.next()) {
        this.takeIn(source);
        const { value, done } = await pending;
        if (done === true || this.source !== source) break;
        await this.config.answer(value, (answer) => this.deliver(answer, source));
        // A socket reports a write in the next turn of the event loop. Without this wait, every socket would look slow.
        await nextTurn();
        if (this.source !== source) break;
      }
    } catch (error) {
      failure = error;
    }
    if (this.source !== source) return;
    for (const subscriber of [...this.together]) subscriber.end(failure);
  }

  /** Takes in those apart whose sources wait where this one does. */
  private takeIn(source: EventSource<unknown>): void {
    if (this.apart.size === 0) return;
    const { waitsAt } = source;
    if (waitsAt === undefined) return;
    for (const each of [...this.apart]) if (each.source.waitsAt === waitsAt) this.bringTogether(each);
  }

  private bringTogether(each: Apart): void {
    each.subscriber.leave?.();
    this.add(each.subscriber);
  }

  /** The source of `each` has yielded every event and waits. If those together have no source, it becomes theirs. */
  private meet(each: Apart, pending: Promise<IteratorResult<unknown, undefined>>): void {
    const { subscriber, source } = each;
    if (this.source !== undefined) {
      if (this.source.waitsAt === source.waitsAt) this.bringTogether(each);
      return;
    }
    each.isOver = true;
    each.remove();
    this.add(subscriber);
    void this.run(source, pending);
  }

  private async deliver(answer: Buffer, source: EventSource<unknown>): Promise<void> {
    const held = new Set<SubscriberSocket>();
    const flush = () => {
      for (const socket of held) socket.flush();
      held.clear();
    };
    let count = 0;
    let bytes = 0;
    try {
      // A copy: some leave, and others come, who are not owed this event.
      for (const subscriber of [...this.together]) {
        if (subscriber.hasEnded) continue;
        if (subscriber.isBehind) {
          subscriber.socket.endIfUnread();
          if (!subscriber.hasEnded) this.moveApart(subscriber, source.again());
          continue;
        }
        const { socket } = subscriber;
        if (!held.has(socket)) {
          socket.hold();
          held.add(socket);
        }
        this.send(subscriber, answer);
        count += 1;
        bytes += answer.length;
        if (count < AT_ONCE && bytes < BYTES_AT_ONCE) continue;
        flush();
        await (bytes < BYTES_AT_ONCE ? this.config.turn() : nextTurn());
        count = 0;
        bytes = 0;
      }
    } finally {
      flush();
    }
  }

  private send(subscriber: Subscriber, answer: Buffer): void {
    subscriber.send(answer);
    this.config.onSent();
  }

  private moveApart(subscriber: Subscriber, source: EventSource<unknown>): void {
    // Into the others first: a group that is empty for a moment would be given up.
    const { leave } = subscriber;
    this.setApart(subscriber, source);
    const stay = subscriber.leave;
    leave?.();
    subscriber.leave = stay;
  }

  private setApart(subscriber: Subscriber, source: EventSource<unknown>): void {
    const each: Apart = { subscriber, source, isOver: false, remove: () => undefined };
    each.remove = this.apart.add(each);
    subscriber.leave = () => {
      each.isOver = true;
      each.remove();
      end(source);
      if (this.size === 0) this.config.onEmpty();
    };
    void this.runApart(each);
  }

  private async runApart(each: Apart): Promise<void> {
    const { subscriber, source } = each;
    try {
      for (;;) {
        // Not awaited without need: who has just begun joins the others at once.
        if (subscriber.isBehind) await subscriber.idle();
        if (each.isOver) return;
        const pending = source.next();
        if (source.waitsAt !== undefined) this.meet(each, pending);
        const { value, done } = await pending;
        if (each.isOver) return;
        if (done === true) return subscriber.end();
        subscriber.socket.endIfUnread();
        await this.config.answer(value, (answer) => this.send(subscriber, answer));
      }
    } catch (error) {
      if (!each.isOver) subscriber.end(error);
    }
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Nobody waits for it: a source that fails to end has nobody to tell. */
function end(source: EventSource<unknown>): void {
  source.return().catch(() => undefined);
}
