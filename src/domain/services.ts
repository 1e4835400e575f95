import type { BookingService } from './bookings/booking-service.js';
import type { CatalogueService } from './bookings/catalogue-service.js';
import type { HoldService } from './bookings/hold-service.js';
import type { PaymentService } from './bookings/payment-service.js';
import type { ProgrammeService } from './bookings/programme-service.js';
import type { SeatMapStreamService } from './bookings/seat-map-stream-service.js';
import type { DeadLetterService } from './dead-letters/dead-letter-service.js';
import type { JourneyService } from './journeys/journey-service.js';
import type { EventLogService } from './event-log/event-log-service.js';
import type { EventStreamService } from './event-stream/event-stream-service.js';
import type { SeatInventoryService } from './read-models/seat-inventory-service.js';
import type { SurveyActivityService } from './read-models/survey-activity-service.js';
import type { CollectorService } from './surveys/collector-service.js';
import type { ContentService } from './surveys/content-service.js';
import type { InsightService } from './surveys/insight-service.js';
import type { SurveyPartService } from './surveys/part-service.js';
import type { ResponseService } from './surveys/response-service.js';
import type { SubmissionStreamService } from './surveys/submission-stream-service.js';
import type { SurveyService } from './surveys/survey-service.js';
import type { SurveyTreeService } from './surveys/survey-tree-service.js';

/** All that the ports call: services, each of which decides who may. No store is among them. */
export interface GatewayServices {
  readonly surveys: SurveyService;
  readonly content: ContentService;
  readonly collectors: CollectorService;
  readonly responses: ResponseService;
  readonly parts: SurveyPartService;
  readonly insights: InsightService;
  readonly surveyTrees: SurveyTreeService;
  readonly submissions: SubmissionStreamService;
  readonly catalogue: CatalogueService;
  readonly programme: ProgrammeService;
  readonly seatMaps: SeatMapStreamService;
  readonly holds: HoldService;
  readonly bookings: BookingService;
  readonly payments: PaymentService;
  readonly seatInventories: SeatInventoryService;
  readonly surveyActivity: SurveyActivityService;
  readonly eventLog: EventLogService;
  readonly events: EventStreamService;
  readonly deadLetters: DeadLetterService;
  readonly journeys: JourneyService;
}
