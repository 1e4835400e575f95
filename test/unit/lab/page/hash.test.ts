import { describe, expect, it } from '@jest/globals';
import { NETWORKS } from '../../../../lab/trade-offs/network.js';
import { conditionsOf, DEFAULT_CONDITIONS, readConditions } from '../../../../lab/page/model/conditions.js';
import { readHash, writeHash } from '../../../../lab/page/model/hash.js';

const TASKS = ['one', 'two'];

describe('the address of the page', () => {
  it.each([
    { ...DEFAULT_CONDITIONS, network: '4G', repetitions: '7' },
    { network: 'custom', rtt: '120', down: '5000', up: '', repetitions: '50' },
  ])('carries what is chosen and gives it back: %p', (conditions) => {
    const { problem, ...linked } = readHash(writeHash({ task: 'two', conditions, code: 'abc' }), TASKS);
    expect(problem).toBeUndefined();
    expect({ ...linked, conditions: readConditions(linked.conditions) }).toEqual({
      task: 'two',
      conditions: readConditions(conditions),
      code: 'abc',
    });
  });

  it('without anything is the first task under the usual conditions', () => {
    expect(readHash('', TASKS)).toEqual({
      task: 'one',
      conditions: DEFAULT_CONDITIONS,
      code: undefined,
      problem: undefined,
    });
  });

  it.each([
    '#task=three',
    '#network=5G',
    '#n=0',
    '#n=51',
    '#n=1e1',
    '#network=custom&rtt=-1',
    '#network=custom&rtt=10&down=1',
  ])('with %s keeps to what is known, and says so', (hash) => {
    expect(readHash(hash, TASKS)).toMatchObject({
      task: 'one',
      conditions: DEFAULT_CONDITIONS,
      problem: expect.stringContaining('unknown here'),
    });
  });

  it('leaves out conditions that are being edited', () => {
    expect(writeHash({ task: 'one', conditions: { ...DEFAULT_CONDITIONS, repetitions: '' }, code: undefined })).toBe(
      '#task=one',
    );
  });
});

describe('the conditions of a report', () => {
  it.each([...NETWORKS, { name: 'custom', rttMs: 30, upKbps: 900 }])(
    'fill the form so that it can be run again: $name',
    (network) => {
      expect(readConditions(conditionsOf({ network, repetitions: 4 }))).toEqual({ network, repetitions: 4 });
    },
  );
});
