import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { currentOperation, inOperation, throwIfOver } from '../../../src/ops/operation-scope.js';

const DEADLINE_MS = 30;
const write = { deadlineMs: DEADLINE_MS, isWrite: true };
const read = { deadlineMs: DEADLINE_MS, isWrite: false };

/** Waits as a store does: until the operation is over. */
const untilOver = () =>
  new Promise<never>((_resolve, reject) => {
    currentOperation()!.whenOver(reject);
  });
/** The code and the details of a failure. */
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as { code: string; details: object },
  );

describe('an operation', () => {
  it('answers what its work does, whose scope reaches through everything it awaits', async () => {
    const operation = await inOperation(read, async () => {
      await Promise.resolve();
      throwIfOver();
      return currentOperation();
    });
    expect(operation?.over).toBeUndefined();
    expect(currentOperation()).toBeUndefined();
  });

  it('is given up at its deadline, and says of a write what is known', async () => {
    expect(await failureOf(inOperation(read, untilOver))).toMatchObject({ code: 'DEADLINE_EXCEEDED', details: {} });
    expect(await failureOf(inOperation(write, untilOver))).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      details: { outcome: 'none' },
    });
    const committed = inOperation(write, async () => {
      currentOperation()?.committing();
      return untilOver();
    });
    expect(await failureOf(committed)).toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { outcome: 'unknown' } });
  });

  it('whose work does not end by itself is answered all the same, with an outcome that is not known', async () => {
    expect(await failureOf(inOperation(write, () => new Promise(() => undefined)))).toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      details: { outcome: 'unknown' },
    });
  });

  it('that succeeds a little late has succeeded', async () => {
    const late = inOperation(write, async () => {
      await untilOver().catch(() => undefined);
      return 'committed';
    });
    expect(await late).toBe('committed');
  });

  it('is given up when its client has gone, but not when the client has its answer', async () => {
    const gone = Object.assign(new EventEmitter(), { writableFinished: false });
    const abandoned = failureOf(
      inOperation({ isWrite: false, response: gone as unknown as ServerResponse }, untilOver),
    );
    gone.emit('close');
    expect(await abandoned).toMatchObject({ code: 'DEADLINE_EXCEEDED' });

    const answered = Object.assign(new EventEmitter(), { writableFinished: true });
    const ended = inOperation({ isWrite: false, response: answered as unknown as ServerResponse }, async () => {
      answered.emit('close');
      return currentOperation()?.over !== undefined;
    });
    expect(await ended).toBe(false);
    expect([gone, answered].map((response) => response.listenerCount('close'))).toEqual([0, 0]);
  });

  it('leaves what it has started unbound once it is over', async () => {
    let after: Promise<unknown> | undefined;
    await inOperation(read, async () => {
      after = new Promise((resolve) => setTimeout(() => resolve(currentOperation()), DEADLINE_MS * 2));
    });
    expect(await after).toBeUndefined();
  });
});
