import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createGroupCommit } from '../../../../src/stores/mongo/group-commit.js';

/** Commits when told to; an item that is "poison" cannot be committed, nor can anything while "down". */
function aGroup(maxItems = 100) {
  const commits: string[][] = [];
  const gates: (() => void)[] = [];
  const state = { down: false, held: true };
  const group = createGroupCommit<string>({
    maxItems,
    affectsAll: (error) => (error as Error).message === 'down',
    async commit(items) {
      commits.push([...items]);
      if (state.held) await new Promise<void>((resolve) => gates.push(resolve));
      if (state.down) throw new Error('down');
      if (items.includes('poison')) throw new Error('poison');
      return items.map((item) => item !== 'known');
    },
  });
  return {
    group,
    commits,
    state,
    letGo() {
      state.held = false;
      for (const open of gates.splice(0)) open();
    },
  };
}
/** Adds the first one, whose commit has begun when the others are added. */
async function addMeanwhile(group: ReturnType<typeof aGroup>['group'], [first = '', ...others]: readonly string[]) {
  const adding = outcome(group.add(first));
  await turnOfEventLoop();
  return [adding, ...others.map((item) => outcome(group.add(item)))];
}
const outcome = (work: Promise<boolean>) => work.catch((error: Error) => error.message);

describe('a group commit', () => {
  it('commits at once, and together what comes meanwhile', async () => {
    const { group, commits, letGo } = aGroup();
    const all = await addMeanwhile(group, ['a', 'b', 'known', 'c']);
    letGo();
    expect(await Promise.all(all)).toEqual([true, true, false, true]);
    expect(commits).toEqual([['a'], ['b', 'known', 'c']]);
  });

  it('commits together what comes in one turn of the event loop, one microtask after the other', async () => {
    const { group, commits, letGo } = aGroup();
    letGo();
    const adding: Promise<boolean>[] = [];
    for (const item of ['a', 'b', 'c']) {
      adding.push(group.add(item));
      await Promise.resolve();
    }
    expect(await Promise.all(adding)).toEqual([true, true, true]);
    expect(commits).toEqual([['a', 'b', 'c']]);
  });

  it('takes no more than its limit at a time', async () => {
    const { group, commits, letGo } = aGroup(2);
    const all = await addMeanwhile(group, ['a', 'b', 'c', 'd']);
    letGo();
    await Promise.all(all);
    expect(commits).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('fails one that cannot be committed and not its neighbours', async () => {
    const { group, letGo } = aGroup();
    const all = ['a', 'b', 'poison', 'c'].map((item) => outcome(group.add(item)));
    letGo();
    expect(await Promise.all(all)).toEqual([true, true, 'poison', true]);
    expect(await group.add('d')).toBe(true);
  });

  it('fails all when nothing can be committed, without trying each', async () => {
    const { group, commits, state, letGo } = aGroup();
    state.down = true;
    const all = await addMeanwhile(group, ['a', 'b', 'c']);
    letGo();
    expect(await Promise.all(all)).toEqual(['down', 'down', 'down']);
    expect(commits).toHaveLength(2);
    state.down = false;
    expect(await group.add('d')).toBe(true);
  });
});
