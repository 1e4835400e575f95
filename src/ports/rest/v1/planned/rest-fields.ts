import { column, computed, countOf } from '../../../../resources/fields.js';
import type { Field, Resource, Sql } from '../../../../resources/resource.js';
import { NEWEST_RESPONSES } from '../resources/response.js';

const versionOfSurvey = computed(
  'Int!',
  (row) => `(SELECT changed.version FROM survey changed WHERE changed.id = ${row}.survey_id)`,
);

/**
 * REST's own fields, by resource. They are in addition to the fields of src/resources, or replace them. Resources for a
 * list of IDs are in the order of the IDs.
 */
const OWN_FIELDS: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Survey: {
    responseCount: {
      ...countOf('survey_response', (row, response) => `${response}.survey_id = ${row}.id`),
      membersOnly: true,
    },
    responses: {
      kind: 'many',
      type: '[SurveyResponse!]!',
      of: 'SurveyResponse',
      from: (row) => `(SELECT newest.* FROM survey_response newest WHERE newest.survey_id = ${row}.id
        ORDER BY newest.started_at DESC, newest.id DESC LIMIT ${NEWEST_RESPONSES})`,
      where: () => 'true',
      orderBy: (response) => `${response}.started_at DESC, ${response}.id DESC`,
      membersOnly: true,
    },
  },
  // A part that is read by itself has the version of its survey, for its ETag.
  SurveyPage: { version: versionOfSurvey },
  Question: { version: versionOfSurvey },
  Answer: {
    optionIds: computed(
      '[ID!]!',
      (row) => `(SELECT coalesce(json_agg(chosen.option_id ORDER BY chosen.position), '[]')
      FROM answer chosen WHERE chosen.response_id = ${row}.response_id AND chosen.question_id = ${row}.question_id
        AND chosen.option_id IS NOT NULL AND chosen.row_id IS NULL)`,
    ),
  },
  Show: { currency: column('String!', 'currency') },
  Seat: { tierCode: column('String!', 'tier') },
  Booking: { holdId: column('ID!', 'hold_id') },
  Payment: {
    bookingId: column('ID!', 'booking_id'),
    booking: {
      kind: 'one',
      type: 'Booking!',
      of: 'Booking',
      where: (row: Sql, parent: Sql) => `${parent}.id = ${row}.booking_id`,
    },
  },
};

/**
 * REST's field of a resource: one of its own; the resource's, with an enum's value as the database has it; or, of a
 * field `movieId`, the ID of the related `movie`. Undefined when no statement answers it.
 */
export function restField(resource: Resource, name: string): Field | undefined {
  const own = OWN_FIELDS[resource.name]?.[name];
  if (own !== undefined) return own;
  const described = resource.fields[name];
  if (described?.kind === 'elsewhere') return undefined;
  if (described?.kind === 'value' && described.stored !== undefined) return { ...described, sql: described.stored };
  if (described !== undefined || !name.endsWith('Id')) return described;
  const related = resource.fields[name.slice(0, -'Id'.length)];
  const id = related?.kind === 'one' ? related.known?.['id'] : undefined;
  return id === undefined ? undefined : computed('ID!', id);
}
