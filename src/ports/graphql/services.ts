import type { BookingService } from '../../domain/bookings/booking-service.js';
import type { CatalogueService } from '../../domain/bookings/catalogue-service.js';
import type { HoldService } from '../../domain/bookings/hold-service.js';
import type { PaymentService } from '../../domain/bookings/payment-service.js';
import type { ProgrammeService } from '../../domain/bookings/programme-service.js';
import type { EventLogService } from '../../domain/event-log/event-log-service.js';
import type { EventStreamService } from '../../domain/event-stream/event-stream-service.js';
import type { CollectorService } from '../../domain/surveys/collector-service.js';
import type { ContentService } from '../../domain/surveys/content-service.js';
import type { InsightService } from '../../domain/surveys/insight-service.js';
import type { ResponseService } from '../../domain/surveys/response-service.js';
import type { SurveyReads } from '../../domain/surveys/survey-reads.js';
import type { SurveyService } from '../../domain/surveys/survey-service.js';

/** The services the resolvers call, and the batch reads of surveys' children that their loaders call. */
export interface GraphQLServices {
  readonly surveys: SurveyService;
  readonly content: ContentService;
  readonly collectors: CollectorService;
  readonly responses: ResponseService;
  readonly insights: InsightService;
  readonly surveyReads: SurveyReads;
  readonly catalogue: CatalogueService;
  readonly programme: ProgrammeService;
  readonly holds: HoldService;
  readonly bookings: BookingService;
  readonly payments: PaymentService;
  readonly eventLog: EventLogService;
  readonly events: EventStreamService;
}
