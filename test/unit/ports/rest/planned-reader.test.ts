import { describe, expect, it } from '@jest/globals';
import { idForName } from '../../../../src/kernel/ids.js';
import type { Viewer } from '../../../../src/kernel/viewer.js';
import type { PlanAnswer, PlanRunner } from '../../../../src/plans/plan-runner.js';
import { expandPaths, requestedFields } from '../../../../src/ports/rest/v1/field-selection.js';
import { jsonSchemaOf } from '../../../../src/ports/rest/v1/http/json-schema.js';
import { OPERATIONS } from '../../../../src/ports/rest/v1/operations.js';
import { createPlannedReaders } from '../../../../src/ports/rest/v1/planned/planned-reader.js';
import { restField } from '../../../../src/ports/rest/v1/planned/rest-fields.js';
import type { AnyResource } from '../../../../src/ports/rest/v1/resource.js';
import { findResource } from '../../../../src/resources/resources.js';

const owner: Viewer = { role: 'owner', tenant: 'acme', subject: 'owner@acme' };
const surveyId = idForName('Survey', 'read');

function operationOf(id: string) {
  const found = OPERATIONS.find((operation) => operation.id === id);
  if (found === undefined) throw new Error(`There is no operation ${id}`);
  return found;
}

/** A runner that answers each statement in turn, and the texts of those that it got. */
function scripted(...answers: readonly PlanAnswer[]) {
  const statements: string[] = [];
  const runner: PlanRunner = {
    async run({ text }) {
      statements.push(text);
      return answers[statements.length - 1] ?? { kind: 'unplannable' };
    },
    explain: () => Promise.reject(new Error('Nothing is explained here')),
  };
  return { statements, runner };
}
const answered = (...texts: (string | null)[]): PlanAnswer => ({ kind: 'answered', texts });

/** Reads by an operation, with this `expand`, `fields` and If-None-Match. */
function reading(runner: PlanRunner, id: string, params: object = {}) {
  const operation = operationOf(id);
  const reader = createPlannedReaders(runner)(operation);
  return async (
    query: { readonly expand?: readonly string[]; readonly fields?: readonly string[] } = {},
    ifNoneMatch?: string,
  ) => reader?.({ viewer: owner, params, query, headers: {} }, requestedFields(query), ifNoneMatch);
}

describe('a read by a statement', () => {
  it('passes the text of PostgreSQL through', async () => {
    const text = '{"id" : "1",\n "title":"\\u0041"}';
    const { runner } = scripted(answered(text, '{"version":7}'));
    const found = await reading(runner, 'getSurvey', { surveyId })();
    expect(found).toMatchObject({ kind: 'one', body: text, tag: expect.stringMatching(/^"7\.[\w-]{22}"$/) });
  });

  it('is 304 by the version alone when the client has the tag of its shape', async () => {
    const first = scripted(answered('{}', '{"version":7}'));
    const query = { expand: ['pages.questions'] };
    const read = await reading(first.runner, 'getSurvey', { surveyId })(query);
    const tag = read?.kind === 'one' ? read.tag : '';

    const second = scripted(answered('{"version":7}'));
    const again = await reading(second.runner, 'getSurvey', { surveyId })(query, `"other", W/${tag}`);
    expect(again).toMatchObject({ kind: 'notModified', tag });
    expect(second.statements).toEqual([expect.not.stringMatching(/title|survey_page/)]);
  });

  it('reads the body when the version is another, or the tag is of another shape', async () => {
    const query = { expand: ['pages'] };
    const read = await reading(scripted(answered('{}', '{"version":7}')).runner, 'getSurvey', { surveyId })(query);
    const tag = read?.kind === 'one' ? read.tag : '';
    const changed = scripted(answered('{"version":8}'), answered('{}', '{"version":8}'));
    expect(await reading(changed.runner, 'getSurvey', { surveyId })(query, tag)).toMatchObject({ kind: 'one' });
    const other = scripted(answered('{}', '{"version":7}'));
    expect(await reading(other.runner, 'getSurvey', { surveyId })({}, tag)).toMatchObject({ kind: 'one' });
    expect([changed.statements.length, other.statements.length]).toEqual([2, 1]);
  });

  it('has a tag of its bytes when an expansion changes without the version', async () => {
    const tagOf = async (body: string) => {
      const { runner } = scripted(answered(body, '{"version":7}'));
      const read = await reading(runner, 'getSurvey', { surveyId })({ expand: ['quotas'] });
      return read?.kind === 'one' ? read.tag : '';
    };
    expect(await tagOf('{"filled":1}')).not.toBe(await tagOf('{"filled":2}'));
    expect(await tagOf('{"filled":1}')).toMatch(/^"7\./);
  });

  it.each([{ fields: ['responseCount'] }, { fields: ['pages.title', 'responseCount'], expand: ['pages'] }])(
    'has a tag of its bytes when a field changes without the version: %j',
    async (query) => {
      const { runner, statements } = scripted(answered('{}', '{"version":7}'), answered('{"a":1}', '{"version":7}'));
      const read = reading(runner, 'getSurvey', { surveyId });
      const [first, second] = [await read(query), await read(query)];
      const tags = [first, second].map((found) => (found?.kind === 'one' ? found.tag : ''));
      expect(tags[0]).not.toBe(tags[1]);
      expect(statements[0]).toContain('survey_response');
    },
  );

  it('does not count responses unless it is asked to', async () => {
    const { runner, statements } = scripted();
    await reading(runner, 'getSurvey', { surveyId })();
    await reading(runner, 'getCollectorLink', { slug: 'link' })({ expand: ['survey'] });
    expect(statements).toHaveLength(2);
    expect(statements.join()).not.toContain('survey_response');
  });

  it('is left to the services when a link asks for what only members see', async () => {
    const { runner, statements } = scripted();
    await reading(runner, 'getCollectorLink', { slug: 'link' })({ fields: ['survey.responseCount'] });
    expect(statements).toEqual([]);
  });

  it('is left to the services when there is no row, the viewer may not, or something is elsewhere', async () => {
    const missing = scripted(answered(null, null));
    expect(await reading(missing.runner, 'getSurvey', { surveyId })()).toBeUndefined();
    const elsewhere = scripted();
    expect(await reading(elsewhere.runner, 'getSurvey', { surveyId })({ expand: ['activity'] })).toBeUndefined();
    expect(await reading(elsewhere.runner, 'getSurvey', { surveyId: 'no ID' })()).toBeUndefined();
    expect(elsewhere.statements).toEqual([]);
  });

  it('takes apart a page whose rows have any text', async () => {
    const rows = '[{"title":"\\"data\\":[]"}, \n {"title":"}"}]';
    const { runner } = scripted(
      answered(`{"total":3,"info":{"hasNextPage" : true, "endCursor" : "abc"},"data":${rows}}`),
    );
    const operation = operationOf('listSurveys');
    const reader = createPlannedReaders(runner)(operation);
    const query = { total: true, first: 2 };
    expect(
      await reader?.({ viewer: owner, params: {}, query, headers: {} }, requestedFields({}), undefined),
    ).toMatchObject({ kind: 'list', rows, next: 'abc', totalCount: 3 });
  });
});

describe('a resource of REST that src/resources describes', () => {
  const roots = OPERATIONS.flatMap(({ reads, answer }) =>
    reads !== undefined && 'resource' in answer ? [answer.resource] : [],
  );
  const all = new Set<AnyResource>();
  const collect = (resource: AnyResource) => {
    if (all.has(resource)) return;
    all.add(resource);
    for (const { resource: child } of Object.values(resource.expansions)) collect(child());
  };
  roots.forEach(collect);
  const described = [...all].filter(({ name }) => findResource(name) !== undefined);

  it.each(described.map((resource) => [resource.name, resource] as const))(
    'has a field for each of %s',
    (name, resource) => {
      const of = findResource(name);
      const names = [...Object.keys(jsonSchemaOf(resource.schema).properties ?? {})];
      expect(names.filter((field) => of === undefined || restField(of, field) === undefined)).toEqual([]);
    },
  );

  it('is planned with each expansion but those of MongoDB, and those that depend on more than the selection', async () => {
    const services: string[] = [];
    for (const operation of OPERATIONS) {
      if (operation.reads === undefined || !('resource' in operation.answer)) continue;
      for (const path of expandPaths(operation.answer.resource)) {
        const { runner, statements } = scripted();
        const ids = new Proxy({}, { get: (_, name) => idOfParameter(String(name)) });
        await reading(runner, operation.id, ids)({ expand: [path] });
        if (statements.length === 0) services.push(`${operation.id} ${path}`);
      }
    }
    expect(services.filter((path) => !/activity|seatInventory/.test(path)).sort()).toEqual([
      // Only members may see these, and everyone may follow a link.
      'getCollectorLink survey.quotas',
      'getCollectorLink survey.quotas.question',
      'getCollectorLink survey.responses',
      'getCollectorLink survey.responses.answers',
      'getCollectorLink survey.responses.answers.options',
      'getCollectorLink survey.responses.answers.question',
      // The service counts the seats of so many shows.
      'listBookings show.seats',
      'listPayments booking.show.seats',
      'listShows seats',
      'listShowsOfMovie seats',
    ]);
  });
});

const KIND_OF: Readonly<Record<string, Parameters<typeof idForName>[0]>> = {
  surveyId: 'Survey',
  pageId: 'SurveyPage',
  questionId: 'Question',
  optionId: 'QuestionOption',
  collectorId: 'Collector',
  quotaId: 'Quota',
  responseId: 'SurveyResponse',
  movieId: 'Movie',
  venueId: 'Venue',
  screenId: 'Screen',
  showId: 'Show',
  holdId: 'SeatHold',
  bookingId: 'Booking',
  paymentId: 'Payment',
};
const idOfParameter = (name: string) => {
  const kind = KIND_OF[name];
  return kind === undefined ? 'R3sp0ndH3re_abcd' : idForName(kind, 'read');
};
