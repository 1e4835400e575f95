import type { GuardedSocket } from '../guarded-socket.js';

/** The part of a connection's socket that a subscriber's answers use. */
export type SubscriberSocket = Pick<GuardedSocket, 'sendParts' | 'endIfUnread' | 'hold' | 'flush'>;

/**
 * One subscription of a client. graphql-ws iterates it only to learn when it ends. Answers are written directly to the
 * socket, because most of each answer is shared with other subscriptions. Thousands of subscribers exist at once, so
 * data that a group can hold is not kept here.
 */
export class Subscriber implements AsyncIterableIterator<never, undefined> {
  /** Takes it out of its group. */
  leave: (() => void) | undefined;
  private isWriting = false;
  private isOver = false;
  private failure: unknown;
  private settle: (() => void) | undefined;
  private onWritten: (() => void) | undefined;

  /** `onEnd` is called once, when it is over, however it ends. */
  constructor(
    readonly socket: SubscriberSocket,
    private readonly id: string,
    private readonly onEnd: () => void,
  ) {}

  /** Whether its last answer has not been written out: its client, or the network, is slower than the events. */
  get isBehind(): boolean {
    return this.isWriting;
  }

  get hasEnded(): boolean {
    return this.isOver;
  }

  /** Sends an answer: the rest of a message that begins with the id of the operation. */
  send(answer: Buffer): void {
    if (this.isOver) return;
    this.isWriting = true;
    this.socket.sendParts(`{"id":${JSON.stringify(this.id)},"type":"next","payload":`, answer, this.written);
  }

  /** Resolves when nothing is left to be written. */
  idle(): Promise<void> {
    return this.isWriting ? new Promise((resolve) => (this.onWritten = resolve)) : Promise.resolve();
  }

  /** Ends the subscription. The client receives `complete`, or the failure. */
  end(failure?: unknown): void {
    if (this.isOver) return;
    this.failure = failure;
    this.over();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Settles when it is over. */
  async next(): Promise<IteratorResult<never, undefined>> {
    if (!this.isOver) await new Promise<void>((resolve) => (this.settle = resolve));
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    return { value: undefined, done: true };
  }

  /** The client has unsubscribed or has gone. */
  async return(): Promise<IteratorResult<never, undefined>> {
    this.over();
    return { value: undefined, done: true };
  }

  /** graphql-ws ends only what has it. */
  throw(): Promise<IteratorResult<never, undefined>> {
    return this.return();
  }

  private readonly written = (): void => {
    this.isWriting = false;
    this.onWritten?.();
    this.onWritten = undefined;
  };

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.leave?.();
    this.leave = undefined;
    this.onEnd();
    this.settle?.();
    this.settle = undefined;
  }
}
