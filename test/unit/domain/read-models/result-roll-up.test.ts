import { describe, expect, it } from '@jest/globals';
import type { AsOf } from '../../../../src/contracts/as-of.js';
import { resultChangeOf } from '../../../../src/domain/read-models/result-change.js';
import {
  advanceRollUp,
  isCounting,
  type ResultRollUp,
  type RolledUpEvent,
} from '../../../../src/domain/read-models/result-roll-up.js';
import { eventOf, NOON, positionAt, responseSubmitted, someId, surveyCreated } from '../../../support/events.js';

const surveyId = someId('Survey');
const at = (offset: number, partition = 0) => positionAt(offset, { topic: 'surveys', partition });
const asOf = (offset: number, partition = 0): AsOf => ({
  at: NOON,
  offsets: [{ topic: 'surveys', partition, offset: BigInt(offset) }],
});
const begun = resultChangeOf(surveyCreated({}, surveyId))!;
const submitted = resultChangeOf(responseSubmitted(surveyId, { answered: [] }))!;
const older = resultChangeOf(responseSubmitted(surveyId))!;
const deleted = resultChangeOf(eventOf('gateway.survey.deleted.v1', surveyId, { surveyId }))!;

let offset = 0;
const event = (change: RolledUpEvent['change'], more: Partial<RolledUpEvent> = {}): RolledUpEvent => ({
  change,
  position: at((offset += 1)),
  isNew: true,
  ...more,
});
const after = (events: readonly RolledUpEvent[], before?: ResultRollUp, counted: AsOf | null = null) =>
  advanceRollUp(before, counted, events as [RolledUpEvent]);

describe('the roll-up of results', () => {
  it('waits for the beginning of its survey, and counts meanwhile', () => {
    const waiting = after([event(submitted), event(submitted)]);
    expect(waiting).toMatchObject({ state: 'waiting', responses: { completed: 2 } });
    expect(after([event(begun)], waiting)).toMatchObject({ state: 'complete', responses: { completed: 2 } });
  });

  it('counts an event once, and moves its position for one that comes again', () => {
    const complete = after([event(begun), event(submitted)]);
    const again = after([event(submitted, { isNew: false, position: at(99) })], complete);
    expect(again).toMatchObject({ responses: { completed: 1 }, asOf: asOf(99) });
  });

  it('is incomplete when the activity contains an event that it does not', () => {
    expect(after([event(begun)], undefined, asOf(3)).state).toBe('incomplete');
    const complete = after([event(begun, { position: at(3) }), event(submitted, { position: at(5, 1) })]);
    expect(after([event(submitted)], complete, asOf(5, 1)).state).toBe('complete');
    expect(after([event(submitted)], complete, asOf(6, 1)).state).toBe('incomplete');
    expect(after([event(submitted)], complete, asOf(1, 2)).state).toBe('incomplete');
  });

  it('is incomplete for good once an event has no answers', () => {
    const incomplete = after([event(begun), event(submitted), event(older)]);
    expect(incomplete).toMatchObject({ state: 'incomplete', responses: {} });
    expect(after([event(begun), event(submitted)], incomplete)).toMatchObject({ state: 'incomplete', responses: {} });
    expect(isCounting(incomplete)).toBe(false);
  });

  it('stays deleted, whatever comes late', () => {
    const gone = after([event(begun), event(submitted), event(deleted)]);
    expect(gone).toMatchObject({ state: 'deleted', responses: {} });
    expect(after([event(submitted), event(begun)], gone)).toMatchObject({ state: 'deleted', responses: {} });
  });
});
