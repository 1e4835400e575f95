import { z } from 'zod';
import {
  DEFAULT_ACTIVITY_RANGE_DAYS,
  MAX_ACTIVITY_RANGE_DAYS,
} from '../../../../domain/read-models/activity-inputs.js';
import { ACTIVITY_UNITS } from '../../../../domain/read-models/survey-activity.js';
import { instant as anyInstant } from '../../../../kernel/input-fields.js';
import { idParameter } from '../common-parameters.js';
import { all, operation, single, type AnyOperation } from '../operation.js';
import { seatInventoryResource } from '../resources/seat-inventory.js';
import { activityIntervalResource, choiceCountResource, surveyActivityResource } from '../resources/survey-activity.js';
import { EXAMPLE } from './survey-examples.js';

const showParams = z.strictObject({ showId: idParameter });
const surveyParams = z.strictObject({ surveyId: idParameter });
const surveyExample = { surveyId: EXAMPLE.surveyId };
const instant = anyInstant().optional();
const BEHIND =
  'It comes from a read model in MongoDB that consumes the events. It is usually some milliseconds behind the resources in PostgreSQL, and asOf says which events it contains.';
const UNSEEN = 'The problem is NOT_FOUND until the first event has been applied.';

/** The read models. Everyone reads seat inventories, members read the activity of surveys. */
export const readModelOperations: readonly AnyOperation[] = [
  operation({
    id: 'getSeatInventory',
    method: 'GET',
    path: '/shows/{showId}/seat-inventory',
    tag: 'Shows',
    access: 'everyone',
    cache: 'public',
    summary: 'The seat inventory of a show, as its events left it. expand=seats adds the seats',
    description: `${BEHIND} ${UNSEEN} Use the seat map to sell seats.`,
    params: showParams,
    answer: single(seatInventoryResource),
    errors: ['NOT_FOUND'],
    example: { params: { showId: '0199f3a0-0000-8013-8000-000000000001' }, query: { expand: 'seats' } },
    run: ({ viewer, services, params: { showId }, selection }) =>
      services.seatInventories.ofShow(viewer, showId, selection),
  }),
  operation({
    id: 'getSurveyActivity',
    method: 'GET',
    path: '/surveys/{surveyId}/activity',
    tag: 'Insights',
    access: 'members',
    summary: 'The numbers of responses of a survey that were started and that ended (owner, staff, data)',
    description: `${BEHIND} ${UNSEEN}`,
    params: surveyParams,
    answer: single(surveyActivityResource),
    errors: ['NOT_FOUND'],
    example: { params: surveyExample },
    run: ({ viewer, services, params: { surveyId } }) => services.surveyActivity.ofSurvey(viewer, surveyId),
  }),
  operation({
    id: 'listActivityIntervals',
    method: 'GET',
    path: '/surveys/{surveyId}/activity/intervals',
    tag: 'Insights',
    access: 'members',
    summary:
      'The numbers of responses that were started and that ended in each hour or day of UTC time, oldest first, without empty intervals (owner, staff, data)',
    description: `${BEHIND} ${UNSEEN} The interval that contains from is counted as a whole.`,
    params: surveyParams,
    query: z.object({
      unit: z.enum(ACTIVITY_UNITS).optional().describe('The default is day.'),
      from: instant.describe(
        `The default is ${DEFAULT_ACTIVITY_RANGE_DAYS.day} days before to for days, and ${DEFAULT_ACTIVITY_RANGE_DAYS.hour} day for hours.`,
      ),
      to: instant.describe(
        `The default is now. At most ${MAX_ACTIVITY_RANGE_DAYS.day} days after from for days, and ${MAX_ACTIVITY_RANGE_DAYS.hour} days for hours.`,
      ),
    }),
    answer: all(activityIntervalResource),
    errors: ['NOT_FOUND'],
    example: { params: surveyExample, query: { unit: 'day' } },
    async run({ viewer, services, params: { surveyId }, query }) {
      const activity = await services.surveyActivity.ofSurvey(viewer, surveyId);
      return (await services.surveyActivity.intervals(viewer, [activity], query)).get(activity.surveyId) ?? [];
    },
  }),
  operation({
    id: 'listChoiceCounts',
    method: 'GET',
    path: '/surveys/{surveyId}/activity/choices',
    tag: 'Insights',
    access: 'members',
    summary: 'For each option that was chosen, the numbers of responses that chose it (owner, staff, data)',
    description: `${BEHIND} ${UNSEEN} The order is by question ID and option ID.`,
    params: surveyParams,
    answer: all(choiceCountResource),
    errors: ['NOT_FOUND'],
    example: { params: surveyExample },
    async run({ viewer, services, params: { surveyId } }) {
      const activity = await services.surveyActivity.ofSurvey(viewer, surveyId);
      return (await services.surveyActivity.choices(viewer, [activity])).get(activity.surveyId) ?? [];
    },
  }),
];
