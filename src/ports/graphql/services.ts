import type { EventStreamService } from '../../domain/event-stream/event-stream-service.js';
import type { CollectorService } from '../../domain/surveys/collector-service.js';
import type { ContentService } from '../../domain/surveys/content-service.js';
import type { InsightService } from '../../domain/surveys/insight-service.js';
import type { ResponseService } from '../../domain/surveys/response-service.js';
import type { SurveyReads } from '../../domain/surveys/survey-reads.js';
import type { SurveyService } from '../../domain/surveys/survey-service.js';

/** The services the resolvers call, and the batch reads of children that their loaders call. */
export interface GraphQLServices {
  readonly surveys: SurveyService;
  readonly content: ContentService;
  readonly collectors: CollectorService;
  readonly responses: ResponseService;
  readonly insights: InsightService;
  readonly events: EventStreamService;
  readonly surveyReads: SurveyReads;
}
