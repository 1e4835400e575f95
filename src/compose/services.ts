import { systemClock } from '../kernel/clock.js';
import type { OperatorTenants } from '../kernel/operator.js';
import type { Signer } from '../kernel/signing.js';
import { createBookingService } from '../domain/bookings/booking-service.js';
import { createCatalogueService } from '../domain/bookings/catalogue-service.js';
import { createExpirySweeper } from '../domain/bookings/expiry.js';
import { createHoldService } from '../domain/bookings/hold-service.js';
import type { PaymentProvider } from '../domain/bookings/payment-provider.js';
import { createPaymentRecovery } from '../domain/bookings/payment-recovery.js';
import { createPaymentService } from '../domain/bookings/payment-service.js';
import { createPaymentSettlement } from '../domain/bookings/payment-settlement.js';
import { createProgrammeService } from '../domain/bookings/programme-service.js';
import { createSaleAudit } from '../domain/bookings/sale-audit.js';
import { createSeatMapStreamService } from '../domain/bookings/seat-map-stream-service.js';
import { createDeadLetterService } from '../domain/dead-letters/dead-letter-service.js';
import type { LogTraces } from '../domain/journeys/journey-reads.js';
import { createJourneyService } from '../domain/journeys/journey-service.js';
import type { DeadLetterStore } from '../domain/dead-letters/dead-letter-store.js';
import { createEventLogService } from '../domain/event-log/event-log-service.js';
import { createEventStreamService } from '../domain/event-stream/event-stream-service.js';
import { createFollowAggregates } from '../domain/event-stream/follow-aggregates.js';
import { createAlertService } from '../domain/operations/alert-service.js';
import { createClusterService } from '../domain/operations/cluster-service.js';
import type { ClusterStore } from '../domain/operations/cluster-store.js';
import { createOutboxService } from '../domain/operations/outbox-service.js';
import { createParkedEventService } from '../domain/operations/parked-event-service.js';
import { createSeatInventoryService } from '../domain/read-models/seat-inventory-service.js';
import { createSurveyActivityService } from '../domain/read-models/survey-activity-service.js';
import { createSweep } from '../kernel/sweep.js';
import { createCollectorService } from '../domain/surveys/collector-service.js';
import { createContentService } from '../domain/surveys/content-service.js';
import { createInsightService } from '../domain/surveys/insight-service.js';
import { createSurveyPartService } from '../domain/surveys/part-service.js';
import { createResponseService } from '../domain/surveys/response-service.js';
import { createSubmissionStreamService } from '../domain/surveys/submission-stream-service.js';
import { createSurveyService } from '../domain/surveys/survey-service.js';
import { surveyRefusal } from '../domain/surveys/survey-access.js';
import { createSurveyTreeService } from '../domain/surveys/survey-tree-service.js';
import type { EventStream } from '../events/kafka/kafka-port.js';
import type { Logger } from '../ops/logger.js';
import type { Metrics } from '../ops/metrics.js';
import type { GatewayServices } from '../domain/services.js';
import { createEventLogTraces } from '../stores/mongo/event-log-traces.js';
import { createEventLogStore } from '../stores/mongo/event-log-store.js';
import type { Mongo } from '../stores/mongo/mongo-connection.js';
import { createResultRollUps } from '../stores/mongo/result-roll-up-store.js';
import { createSeatInventoryStore } from '../stores/mongo/seat-inventory-store.js';
import { createSurveyActivityStore } from '../stores/mongo/survey-activity-store.js';
import { createBookingBacklog } from '../stores/postgres/bookings/booking-backlog.js';
import { createBookingReads } from '../stores/postgres/bookings/booking-reads.js';
import { createCatalogueReads } from '../stores/postgres/bookings/catalogue-reads.js';
import { createSaleAuditReads } from '../stores/postgres/bookings/sale-audit-reads.js';
import { createOutboxTraces } from '../stores/postgres/outbox/outbox-traces.js';
import { createKnownOperations } from '../stores/postgres/known-operations.js';
import { createPlanRunner } from '../stores/postgres/plan-runner.js';
import { pruneInbox } from '../stores/postgres/inbox.js';
import { pruneIdempotencyKeys } from '../stores/postgres/idempotency-keys.js';
import { createSurveyReads } from '../stores/postgres/surveys/survey-reads.js';
import type { Monitoring } from './operations.js';
import type { PostgresStores } from './stores.js';

const HOUR_MS = 3_600_000;
/** Longer than the topics keep events and dead letters: an older event cannot be delivered again. */
const INBOX_KEPT_MS = 45 * 24 * HOUR_MS;

/** The dependencies of the services. */
interface ServiceParts {
  readonly stores: PostgresStores;
  readonly mongo: Mongo;
  readonly stream: EventStream;
  readonly deadLetters: DeadLetterStore;
  readonly logTraces: LogTraces;
  /** The gateway's consumer groups. */
  readonly groups: readonly string[];
  readonly cluster: ClusterStore;
  readonly operators: OperatorTenants;
  /** Undefined when nothing evaluates alerts. */
  readonly monitoring: Monitoring | undefined;
  readonly signer: Signer;
  readonly provider: PaymentProvider;
  readonly logger: Logger;
  readonly metrics: Metrics['bookings'];
}
/** See composeServices. */
export type Services = ReturnType<typeof composeServices>;

/** The services that the ports call, and the sweeps that run beside them. */
export function composeServices({
  stores: { database, unitOfWork, queue, parkedEvents },
  mongo,
  stream,
  deadLetters,
  logTraces,
  groups,
  cluster,
  operators,
  monitoring,
  signer,
  provider,
  logger,
  metrics,
}: ServiceParts) {
  const onError = (error: unknown) => logger.error({ err: error }, 'A sweep failed and will be tried again');
  const surveyParts = { reads: createSurveyReads(database), unitOfWork, clock: systemClock };
  const surveys = createSurveyService(surveyParts);
  const reads = createBookingReads(database);
  const catalogue = createCatalogueService(createCatalogueReads(database));
  const follow = createFollowAggregates(stream);
  const backlog = createBookingBacklog(database);
  const settlement = createPaymentSettlement({ unitOfWork, provider });
  const services = {
    surveys,
    content: createContentService(surveyParts),
    collectors: createCollectorService(surveyParts),
    responses: createResponseService({ ...surveyParts, signer }),
    parts: createSurveyPartService(surveyParts),
    insights: createInsightService({ ...surveyParts, rollUps: createResultRollUps(mongo) }),
    surveyTrees: createSurveyTreeService(surveyParts),
    submissions: createSubmissionStreamService({ ...surveyParts, follow }),
    catalogue,
    seatMaps: createSeatMapStreamService({ catalogue, follow }),
    programme: createProgrammeService({ unitOfWork, clock: systemClock, onError }),
    holds: createHoldService({ reads, unitOfWork }),
    bookings: createBookingService({ reads, unitOfWork, settlement }),
    payments: createPaymentService({ reads, unitOfWork, provider, settlement }),
    seatInventories: createSeatInventoryService({ reads: createSeatInventoryStore(mongo), shows: catalogue }),
    surveyActivity: createSurveyActivityService({
      reads: createSurveyActivityStore(mongo, { clock: systemClock }),
      surveys: { get: surveys.get, refusal: surveyRefusal },
      clock: systemClock,
    }),
    eventLog: createEventLogService({ reads: createEventLogStore(mongo, { clock: systemClock }) }),
    events: createEventStreamService({ feed: stream, signer }),
    deadLetters: createDeadLetterService({ letters: deadLetters, unitOfWork }),
    journeys: createJourneyService({
      outbox: createOutboxTraces(database),
      eventLog: createEventLogTraces(mongo),
      log: logTraces,
      groups,
    }),
    cluster: createClusterService({
      cluster,
      lagHistory: monitoring?.lagHistory,
      letters: deadLetters,
      operators,
      unitOfWork,
    }),
    outbox: createOutboxService({ queue, operators }),
    parkedEvents: createParkedEventService({ events: parkedEvents, unitOfWork }),
    alerts: createAlertService({ source: monitoring?.alerts, operators }),
  } satisfies GatewayServices;
  const sweeps = {
    'Hold expiry': createExpirySweeper({ backlog, unitOfWork, onError }),
    Housekeeping: createSweep({
      intervalMs: HOUR_MS,
      sweep: async () =>
        (await pruneIdempotencyKeys(database)) + (await pruneInbox(database, new Date(Date.now() - INBOX_KEPT_MS))),
      onError,
    }),
    'Sale audit': createSaleAudit({
      reads: createSaleAuditReads(database),
      onAudited(oversold) {
        metrics.oversoldSeats.set(oversold);
        metrics.oversellChecked.setToCurrentTime();
        if (oversold > 0)
          logger.error({ oversold }, 'Seats are sold more than once: see docs/runbooks/seats-oversold.md');
      },
      onError,
    }),
    'Payment recovery': createPaymentRecovery({ backlog, unitOfWork, provider, settlement, onError }),
  };
  return {
    ...services,
    sweeps,
    planRunner: createPlanRunner(database),
    knownOperations: createKnownOperations(database),
  };
}
