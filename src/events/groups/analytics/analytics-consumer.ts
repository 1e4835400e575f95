import { surveyActivityOf } from '../../../domain/read-models/survey-activity.js';
import type { SurveyActivityWrites } from '../../../domain/read-models/survey-activity-store.js';
import type { AnyGatewayEvent } from '../../../contracts/gateway-event.js';
import type { ConsumerDefinition } from '../../kafka/kafka-port.js';

const GROUP = 'analytics';

/**
 * Counts responses. Counting is not idempotent, so each event is added to the inbox in the transaction that counts it.
 * The order of events does not matter for sums.
 */
export function createAnalyticsConsumer(parts: {
  readonly activity: SurveyActivityWrites;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition {
  return {
    group: GROUP,
    topics: ['surveys'],
    // Counts commit in groups: one record at a time would commit each alone.
    concurrency: 20,
    isTransient: parts.isTransient,
    async handle({ event }) {
      const change = surveyActivityOf(event as AnyGatewayEvent);
      if (change !== undefined) await parts.activity.applyOnce({ consumer: GROUP, eventId: event.id }, change);
    },
  };
}
