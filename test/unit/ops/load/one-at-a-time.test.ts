import { describe, expect, it } from '@jest/globals';
import { createOneAtATime } from '../../../../src/ops/load/one-at-a-time.js';
import { inOperation } from '../../../../src/ops/operation-scope.js';

/** Work that ends when it is told to. */
function openWork() {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end };
}

describe('work that takes much memory', () => {
  it('runs one piece at a time, in order', async () => {
    const run = createOneAtATime(3);
    const began: number[] = [];
    const [first, second] = [openWork(), openWork()];
    const running = [first, second].map(({ work }, index) =>
      run(() => {
        began.push(index);
        return work();
      }),
    );
    await Promise.resolve();
    expect(began).toEqual([0]);
    first.end();
    await running[0];
    second.end();
    await running[1];
    expect(began).toEqual([0, 1]);
  });

  it('is refused when too much runs or waits, and accepted again afterwards', async () => {
    const run = createOneAtATime(2);
    const [first, second] = [openWork(), openWork()];
    const running = [run(first.work), run(second.work)];
    await expect(run(() => Promise.resolve())).rejects.toMatchObject({ code: 'OVERLOADED' });
    first.end();
    second.end();
    await Promise.all(running);
    await expect(run(() => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('is not begun for an operation whose deadline has passed meanwhile', async () => {
    const run = createOneAtATime(2);
    const first = openWork();
    const running = run(first.work);
    let hasBegun = false;
    const late = inOperation({ deadlineMs: 1, isWrite: false }, () =>
      run(() => {
        hasBegun = true;
        return Promise.resolve();
      }),
    );
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    first.end();
    await running;
    await run(() => Promise.resolve());
    expect(hasBegun).toBe(false);
  });

  it('goes on after a piece that has failed', async () => {
    const run = createOneAtATime(2);
    await expect(run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await expect(run(() => Promise.resolve('done'))).resolves.toBe('done');
  });
});
