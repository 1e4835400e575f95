import type { EventSource } from '../../contracts/event-source.js';
import type { FollowAggregates, GatewayEvent } from '../../contracts/gateway-event.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { SurveyReads } from './survey-reads.js';
import { readableSurvey } from './readable-survey.js';

export type Submission = GatewayEvent<'gateway.response.submitted.v1'>;

/** The live responses to a survey, for the readers of its tenant. */
export interface SubmissionStreamService {
  /**
   * The submissions from now on. Throws UNAUTHENTICATED, FORBIDDEN and NOT_FOUND before the stream
   * begins.
   */
  submissions(viewer: Viewer, surveyId: string): Promise<EventSource<Submission>>;
}

/** See SubmissionStreamService. */
export function createSubmissionStreamService({
  reads,
  follow,
}: {
  readonly reads: SurveyReads;
  readonly follow: FollowAggregates;
}): SubmissionStreamService {
  return {
    async submissions(viewer, surveyId) {
      const survey = await readableSurvey(reads, viewer, surveyId, {});
      return follow('gateway.response.submitted.v1', ({ data }) => data.surveyId === survey.id, itself);
    },
  };
}

const itself = (event: Submission) => event;
