import { describe, expect, it } from '@jest/globals';
import { splitByHour } from '../../../../src/stores/mongo/hour-ranges.js';

const at = (time: string) => new Date(`2026-03-01T${time}:00.000Z`);
const range = (from?: string, to?: string) => ({
  from: from === undefined ? undefined : at(from),
  to: to === undefined ? undefined : at(to),
});

describe('a range of time by the hour', () => {
  it.each<[string, ReturnType<typeof range>, ReturnType<typeof range> | undefined, ReturnType<typeof range>[]]>([
    ['everything is whole', range(), range(), []],
    ['whole hours are whole', range('10:00', '12:00'), range('10:00', '12:00'), []],
    [
      'both ends stick out',
      range('10:30', '13:15'),
      range('11:00', '13:00'),
      [range('10:30', '11:00'), range('13:00', '13:15')],
    ],
    ['an open end has no edge', range('10:30'), range('11:00'), [range('10:30', '11:00')]],
    ['an open beginning neither', range(undefined, '13:15'), range(undefined, '13:00'), [range('13:00', '13:15')]],
    ['part of an hour has none', range('10:15', '10:45'), undefined, [range('10:15', '10:45')]],
    ['nor have parts of two', range('10:15', '11:45'), undefined, [range('10:15', '11:45')]],
  ])('%s', (_, whole, hours, edges) => {
    expect(splitByHour(whole)).toEqual({ hours, edges });
  });
});
