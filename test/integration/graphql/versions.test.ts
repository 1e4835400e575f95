import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createDraft } from '../../support/survey-fixtures.js';

let gateway: TestGateway;
let owner: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 60_000);
afterAll(() => gateway?.stop());

type Draft = Awaited<ReturnType<typeof createDraft>>;
const content = { heading: 'New?', family: 'OPEN_ENDED' };

/** Each change of a survey: its mutation, and its variables for a draft. */
const CHANGES: readonly (readonly [string, string, (draft: Draft) => Record<string, unknown>])[] = [
  [
    'updateSurvey',
    'mutation ($input: UpdateSurveyInput!) { it: updateSurvey(input: $input) { survey { version } } }',
    (draft) => ({ input: { id: draft.id, title: 'Other' } }),
  ],
  [
    'addPage',
    'mutation ($input: AddPageInput!) { it: addPage(input: $input) { survey { version } } }',
    (draft) => ({ input: { surveyId: draft.id, title: 'Third' } }),
  ],
  [
    'updatePage',
    'mutation ($input: UpdatePageInput!) { it: updatePage(input: $input) { survey { version } } }',
    (draft) => ({ input: { id: draft.pages[0].id, title: 'First' } }),
  ],
  [
    'addQuestion',
    'mutation ($input: AddQuestionInput!) { it: addQuestion(input: $input) { survey { version } } }',
    (draft) => ({ input: { pageId: draft.pages[0].id, question: content } }),
  ],
  [
    'updateQuestion',
    'mutation ($input: UpdateQuestionInput!) { it: updateQuestion(input: $input) { survey { version } } }',
    (draft) => ({ input: { id: draft.pages[0].questions[0].id, question: content } }),
  ],
  [
    'deleteQuestion',
    'mutation ($id: ID!, $expectedVersion: Int) { it: deleteQuestion(id: $id, expectedVersion: $expectedVersion) { deletedId } }',
    (draft) => ({ id: draft.pages[0].questions[0].id }),
  ],
  [
    'deletePage',
    'mutation ($id: ID!, $expectedVersion: Int) { it: deletePage(id: $id, expectedVersion: $expectedVersion) { deletedId } }',
    (draft) => ({ id: draft.pages[0].id }),
  ],
  [
    'publishSurvey',
    'mutation ($id: ID!, $expectedVersion: Int) { it: publishSurvey(id: $id, expectedVersion: $expectedVersion) { survey { version } } }',
    (draft) => ({ id: draft.id }),
  ],
  [
    'deleteSurvey',
    'mutation ($id: ID!, $expectedVersion: Int) { it: deleteSurvey(id: $id, expectedVersion: $expectedVersion) { deletedId } }',
    (draft) => ({ id: draft.id }),
  ],
];

describe.each(CHANGES)('%s', (_, mutation, variablesFor) => {
  const expecting = (draft: Draft, expectedVersion: number) => {
    const { input, ...rest } = variablesFor(draft);
    return input === undefined ? { ...rest, expectedVersion } : { input: { ...input, expectedVersion } };
  };

  it('refuses a version that is no longer, changing nothing, and takes the one that is', async () => {
    const draft = await createDraft(gateway, owner);
    await gateway.data(
      'mutation ($input: UpdateSurveyInput!) { updateSurvey(input: $input) { survey { version } } }',
      { input: { id: draft.id, title: 'Changed meanwhile' } },
      owner,
    );
    const before = await contentOf(draft.id);
    expect(before.version).toBe(2);

    for (const version of [1, 3]) {
      const { errors } = await gateway.graphql(mutation, expecting(draft, version), owner);
      expect(errors[0]?.extensions).toMatchObject({ code: 'VERSION_CONFLICT', expectedVersion: version, version: 2 });
    }
    expect(await contentOf(draft.id)).toEqual(before);
    const { it: answer } = await gateway.data(mutation, expecting(draft, 2), owner);
    if (answer.survey) expect(answer.survey.version).toBe(3);
  });

  it('lets one of two at once win, when both have seen the same version', async () => {
    const draft = await createDraft(gateway, owner);
    const both = await Promise.all([1, 2].map(() => gateway.graphql(mutation, expecting(draft, 1), owner)));
    const codes = both.map(({ errors }) => errors[0]?.extensions.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(['VERSION_CONFLICT', 'NOT_FOUND']).toContain(codes.find((code) => code !== undefined));
  });
});

async function contentOf(id: string) {
  const { survey } = await gateway.data(
    'query ($id: ID!) { survey(id: $id) { version status title updatedAt pages { id title questions { id heading } } } }',
    { id },
    owner,
  );
  return survey;
}
