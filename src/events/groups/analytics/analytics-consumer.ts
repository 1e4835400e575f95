import { positionOf } from '../../../contracts/as-of.js';
import { resultChangeOf } from '../../../domain/read-models/result-change.js';
import { surveyActivityOf } from '../../../domain/read-models/survey-activity.js';
import type { SurveyActivityWrites } from '../../../domain/read-models/survey-activity-store.js';
import type { AnyGatewayEvent } from '../../../contracts/gateway-event.js';
import type { ConsumerDefinition, EventRecord } from '../../kafka/kafka-port.js';

const GROUP = 'analytics';

/**
 * Counts responses, and rolls up their answers to results. Counting is not idempotent, so each event is added to the
 * inbox in the transaction that counts it.
 * The order of events does not matter for sums. It matters for the position that the counts are as of: the responses of
 * one survey are different aggregates in one partition, and a later one must not be counted before an earlier one.
 */
export function createAnalyticsConsumer(parts: {
  readonly activity: SurveyActivityWrites;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition {
  const handleTogether = async (records: readonly EventRecord[]) =>
    void (await parts.activity.applyTogether(records.flatMap(counted)));
  return {
    group: GROUP,
    topics: ['surveys'],
    // A response changes the counts of each of its answers. Responses that are counted together change each count once.
    concurrency: 100,
    paceMs: 1_000,
    isTransient: parts.isTransient,
    handle: (record) => handleTogether([record]),
    handleTogether,
  };
}

function counted(record: EventRecord) {
  const event = record.event as AnyGatewayEvent;
  const [change, result] = [surveyActivityOf(event), resultChangeOf(event)];
  if (change === undefined && result === undefined) return [];
  return [
    {
      consumer: GROUP,
      eventId: event.id,
      position: positionOf(record),
      ...(change && { change }),
      ...(result && { result }),
    },
  ];
}
