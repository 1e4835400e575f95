import type { AnyOperation } from './operation.js';
import { bookingOperations } from './operations/bookings.js';
import { catalogueOperations } from './operations/catalogue.js';
import { clusterOperations } from './operations/cluster.js';
import { collectorOperations } from './operations/collectors.js';
import { deadLetterOperations } from './operations/dead-letters.js';
import { eventJourneyOperations } from './operations/event-journeys.js';
import { eventOperations } from './operations/events.js';
import { insightOperations } from './operations/insights.js';
import { outboxOperations } from './operations/outbox.js';
import { pageOperations } from './operations/pages.js';
import { questionOperations } from './operations/questions.js';
import { quotaOperations } from './operations/quotas.js';
import { readModelOperations } from './operations/read-models.js';
import { responseOperations } from './operations/responses.js';
import { serviceOperations } from './operations/service.js';
import { showOperations } from './operations/shows.js';
import { surveyOperations } from './operations/surveys.js';

/** Every operation of REST v1. */
export const OPERATIONS: readonly AnyOperation[] = [
  ...serviceOperations,
  ...surveyOperations,
  ...pageOperations,
  ...questionOperations,
  ...collectorOperations,
  ...quotaOperations,
  ...responseOperations,
  ...insightOperations,
  ...catalogueOperations,
  ...showOperations,
  ...bookingOperations,
  ...readModelOperations,
  ...eventOperations,
  ...deadLetterOperations,
  ...eventJourneyOperations,
  ...clusterOperations,
  ...outboxOperations,
];
