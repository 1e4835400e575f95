import { describe, expect, it } from '@jest/globals';
import { Lifecycle, StoppingError } from '../../../src/ops/lifecycle.js';

describe('a lifecycle', () => {
  it('stops what was started, the last first, and goes on when one fails', async () => {
    const log: string[] = [];
    const failed: string[] = [];
    const lifecycle = new Lifecycle((name) => failed.push(name));
    const add = (name: string, stop: () => void = () => undefined) =>
      lifecycle.run(
        name,
        () => log.push(`start ${name}`),
        () => {
          log.push(`stop ${name}`);
          stop();
        },
      );
    await add('a');
    await add('b', () => {
      throw new Error('stuck');
    });
    await add('c');
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(log).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
    expect(failed).toEqual(['b']);
  });

  it('stops a part whose start failed half-way, and starts nothing once it is stopping', async () => {
    const log: string[] = [];
    const lifecycle = new Lifecycle(() => undefined);
    await expect(
      lifecycle.run(
        'half',
        () => Promise.reject(new Error('no')),
        () => void log.push('stop half'),
      ),
    ).rejects.toThrow('no');
    await lifecycle.stop();
    expect(log).toEqual(['stop half']);
    await expect(
      lifecycle.run(
        'late',
        () => log.push('late'),
        () => undefined,
      ),
    ).rejects.toBeInstanceOf(StoppingError);
    expect(log).not.toContain('late');
  });
});
