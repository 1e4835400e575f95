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
const outcome = (work: Promise<boolean>) => work.catch((error: Error) => error.message);

describe('a group commit', () => {
  it('commits at once, and together what comes meanwhile', async () => {
    const { group, commits, letGo } = aGroup();
    const all = ['a', 'b', 'known', 'c'].map((item) => group.add(item));
    letGo();
    expect(await Promise.all(all)).toEqual([true, true, false, true]);
    expect(commits).toEqual([['a'], ['b', 'known', 'c']]);
  });

  it('takes no more than its limit at a time', async () => {
    const { group, commits, letGo } = aGroup(2);
    const all = ['a', 'b', 'c', 'd'].map((item) => group.add(item));
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
    const all = ['a', 'b', 'c'].map((item) => outcome(group.add(item)));
    letGo();
    expect(await Promise.all(all)).toEqual(['down', 'down', 'down']);
    expect(commits).toHaveLength(2);
    state.down = false;
    expect(await group.add('d')).toBe(true);
  });
});
