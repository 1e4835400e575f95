import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createDraft, openSurvey, respond, type OpenSurvey } from '../../support/survey-fixtures.js';

let gateway: TestGateway;
let owner: string;
let survey: OpenSurvey;
let responseId: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
  survey = await openSurvey(gateway, owner);
  responseId = (await respond(gateway, survey, 1)).id;
}, 60_000);
afterAll(() => gateway?.stop());

const codeOf = async (query: string, variables: Record<string, unknown>, token?: string) =>
  (await gateway.graphql(query, variables, token)).errors[0]?.extensions.code;

describe("another tenant's survey", () => {
  it('looks like one that does not exist, to every read and write', async () => {
    const stranger = await gateway.token('owner', 'rival');
    const draft = await createDraft(gateway, owner);
    const [page] = draft.pages;
    const reads: [string, Record<string, unknown>][] = [
      ['query ($id: ID!) { survey(id: $id) { title } }', { id: survey.id }],
      ['query ($id: ID!) { response(id: $id) { status } }', { id: responseId }],
      [
        'mutation ($id: ID!) { updateSurvey(input: { id: $id, title: "Mine now" }) { survey { id } } }',
        { id: survey.id },
      ],
      ['mutation ($id: ID!) { closeSurvey(id: $id) { survey { id } } }', { id: survey.id }],
      ['mutation ($id: ID!) { deleteSurvey(id: $id) { deletedId } }', { id: draft.id }],
      ['mutation ($id: ID!) { addPage(input: { surveyId: $id }) { page { id } } }', { id: draft.id }],
      ['mutation ($id: ID!) { deletePage(id: $id) { deletedId } }', { id: page.id }],
      ['mutation ($id: ID!) { deleteQuestion(id: $id) { deletedId } }', { id: page.questions[0].id }],
      [
        'mutation ($id: ID!) { createCollector(input: { surveyId: $id, name: "x" }) { collector { id } } }',
        { id: survey.id },
      ],
      [
        'mutation ($q: ID!, $o: ID!) { setQuota(input: { questionId: $q, optionId: $o, limit: 0 }) { quota { id } } }',
        { q: survey.questions[0]!.id, o: survey.questions[0]!.options[0]!.id },
      ],
    ];
    for (const [query, variables] of reads)
      expect([query, await codeOf(query, variables, stranger)]).toEqual([query, 'NOT_FOUND']);
    const { nodes } = await gateway.data(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: [survey.id, responseId, survey.questions[0]!.id, page.id] },
      stranger,
    );
    expect(nodes).toEqual([null, null, null, null]);
    expect((await gateway.data('{ surveys { totalCount nodes { id } } }', {}, stranger)).surveys).toEqual({
      totalCount: 0,
      nodes: [],
    });
  });

  it('shows a respondent its questions through the link, and nothing else', async () => {
    const COLLECTOR = (field: string) =>
      `query ($slug: String!) { collector(slug: $slug) { survey { title pages { questions { heading } } ${field} } } }`;
    expect((await gateway.data(COLLECTOR(''), { slug: survey.slug })).collector.survey.pages[0].questions).toHaveLength(
      2,
    );
    for (const field of [
      'responses { totalCount }',
      'responses { nodes { id } }',
      'results { answered }',
      'quotas { id }',
      'collectors { id }',
      'trends(interval: DAY) { total }',
    ])
      expect([field, await codeOf(COLLECTOR(field), { slug: survey.slug })]).toEqual([field, 'UNAUTHENTICATED']);
    const stranger = await gateway.token('data', 'rival');
    for (const field of ['responses { totalCount }', 'results { answered }'])
      expect([field, await codeOf(COLLECTOR(field), { slug: survey.slug }, stranger)]).toEqual([field, 'NOT_FOUND']);
  });
});

describe('roles', () => {
  it('let data read and not write, staff read, and the anonymous neither', async () => {
    const [data, staff] = [await gateway.token('data'), await gateway.token('staff')];
    const READ = 'query ($id: ID!) { survey(id: $id) { results { answered } responses { totalCount } } }';
    expect(await codeOf(READ, { id: survey.id }, data)).toBeUndefined();
    expect(await codeOf(READ, { id: survey.id }, staff)).toBeUndefined();
    expect(await codeOf(READ, { id: survey.id })).toBe('UNAUTHENTICATED');
    const WRITE = 'mutation { createSurvey(input: { title: "x" }) { survey { id } } }';
    expect(await codeOf(WRITE, {}, data)).toBe('FORBIDDEN');
    expect(await codeOf(WRITE, {}, staff)).toBe('FORBIDDEN');
    expect(await codeOf(WRITE, {})).toBe('UNAUTHENTICATED');
  });

  it('are told by viewer', async () => {
    expect(await gateway.data('{ viewer { role subject tenant } }', {}, owner)).toEqual({
      viewer: { role: 'OWNER', subject: 'owner@acme', tenant: 'acme' },
    });
    expect(await gateway.data('{ viewer { role subject tenant } }')).toEqual({
      viewer: { role: 'ANONYMOUS', subject: null, tenant: null },
    });
  });

  it('fails alone beside a survey of the own tenant, in the same batch', async () => {
    const rival = await gateway.token('owner', 'rival');
    const theirs = await openSurvey(gateway, rival);
    const FIELDS = [
      'collectors { id }',
      'quotas { id }',
      'results { answered }',
      'responses { totalCount }',
      'responses { nodes { id } }',
    ];
    for (const field of FIELDS) {
      const { errors } = await gateway.graphql(
        `query ($own: String!, $theirs: String!) {
          own: collector(slug: $own) { survey { ${field} } }
          theirs: collector(slug: $theirs) { survey { ${field} } }
        }`,
        { own: survey.slug, theirs: theirs.slug },
        owner,
      );
      expect([field, errors.map(({ path, extensions }) => [path?.[0], extensions.code])]).toEqual([
        field,
        [['theirs', 'NOT_FOUND']],
      ]);
    }
  });
});
