import { describe, expect, it } from '@jest/globals';
import type { EventJourney } from '../../../../../lab/page/console/model.js';
import { journeySteps } from '../../../../../lab/page/console/state/journey-steps.js';

const at = (ms: number) => new Date(Date.parse('2026-11-29T12:00:00Z') + ms).toISOString();
const JOURNEY: EventJourney = {
  eventId: '0199f3a0-0001-8017-8000-000000000001',
  type: 'gateway.survey.created.v1',
  aggregateId: '0199f3a0-0001-8001-8000-000000000001',
  actor: 'owner@demo',
  occurredAt: at(0),
  traceparent: null,
  outbox: { state: 'sent', seq: '7', shard: 3, sentAt: at(20), parkedAt: null, parkedBecause: null },
  record: { topic: 'survey-events', partition: 2, offset: '41', writtenAt: at(13) },
  groups: [],
  eventLog: { recordedAt: at(25) },
  stream: { arrivedAt: at(18), deliveries: 1, lastDeliveredAt: at(19) },
};
const shown = (journey: Partial<EventJourney>) =>
  journeySteps({ ...JOURNEY, ...journey }).map(({ step, where, afterMs }) => [step, where, afterMs]);

describe('the steps of a journey', () => {
  it('are in the order in which they are taken, with the time since the commit', () => {
    expect(shown({})).toEqual([
      ['Committed', 'PostgreSQL, outbox 7, shard 3', 0],
      ['Written to Kafka', 'survey-events/2 at 41', 13],
      ['Acknowledged by all in-sync replicas', 'the relay', 20],
      ['Recorded in the event log', 'MongoDB', 25],
      ["In this gateway's stream", 'memory', 18],
      ['Given to subscribers', '1 reader', 19],
    ]);
  });

  it('say what has not happened yet', () => {
    const outbox = { state: 'waiting', seq: '7', shard: 3, sentAt: null, parkedAt: null, parkedBecause: null } as const;
    expect(shown({ outbox, record: null, eventLog: null, stream: null }).slice(1)).toEqual([
      ['Written to Kafka', 'not found', null],
      ['Acknowledged by all in-sync replicas', 'the relay', null],
      ['Recorded in the event log', 'not yet', null],
      ["In this gateway's stream", 'no longer kept', null],
      ['Given to subscribers', 'unknown', null],
    ]);
  });

  it('end where the event was parked', () => {
    const parked = { state: 'parked', sentAt: null, parkedAt: at(40), parkedBecause: 'TOO_LARGE' } as const;
    const outbox = { ...parked, seq: '7', shard: 3 };
    expect(shown({ outbox, record: null })).toEqual([
      ['Committed', 'PostgreSQL, outbox 7, shard 3', 0],
      ['Parked', 'Kafka refused it: TOO_LARGE', 40],
    ]);
  });
});
