import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { answersTo, createDraft, openSurvey, respond, startResponse } from '../../support/survey-fixtures.js';

let gateway: TestGateway;
let owner: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 60_000);
afterAll(() => gateway?.stop());

const SUBMIT =
  'mutation ($input: SubmitResponseInput!) { submitResponse(input: $input) { response { id status answers { question { heading } options { label } number cells { row { label } option { label } } } } } }';

describe('a draft', () => {
  it('keeps its pages, questions and options in the order given, and is edited in place', async () => {
    const draft = await createDraft(gateway, owner);
    expect(draft).toMatchObject({ status: 'DRAFT', version: 1 });
    expect(draft.pages.map((page: { questions: unknown[] }) => page.questions.length)).toEqual([2, 3]);

    const added = await gateway.data(
      'mutation ($input: AddQuestionInput!) { addQuestion(input: $input) { question { id position } survey { version } } }',
      {
        input: {
          pageId: draft.pages[0].id,
          position: 0,
          question: {
            heading: 'First?',
            family: 'RATING',
            options: [
              { label: 'one', value: 1 },
              { label: 'two', value: 2 },
            ],
          },
        },
      },
      owner,
    );
    expect(added.addQuestion).toMatchObject({ question: { position: 0 }, survey: { version: 2 } });
    await gateway.data(
      'mutation ($id: ID!) { deleteQuestion(id: $id) { deletedId } }',
      { id: draft.pages[0].questions[1].id },
      owner,
    );
    const page = await gateway.data(
      'mutation ($input: UpdatePageInput!) { updatePage(input: $input) { page { position title } } }',
      { input: { id: draft.pages[1].id, position: 0, title: 'Now first' } },
      owner,
    );
    expect(page.updatePage.page).toEqual({ position: 0, title: 'Now first' });

    const { survey } = await gateway.data(
      'query ($id: ID!) { survey(id: $id) { version pageCount questionCount pages { title position questions { heading position subtype } } } }',
      { id: draft.id },
      owner,
    );
    expect(survey).toMatchObject({ version: 4, pageCount: 2, questionCount: 5 });
    expect(survey.pages.map((p: { title: string }) => p.title)).toEqual(['Now first', 'Coffee']);
    expect(survey.pages[1].questions).toEqual([
      { heading: 'First?', position: 0, subtype: 'scale' },
      { heading: 'Do you like coffee?', position: 1, subtype: 'vertical' },
    ]);
  });

  it('is deleted with all that is in it; a published survey is neither deleted nor edited', async () => {
    const draft = await createDraft(gateway, owner);
    await gateway.data('mutation ($id: ID!) { deleteSurvey(id: $id) { deletedId } }', { id: draft.id }, owner);
    expect(
      (await gateway.graphql('query ($id: ID!) { survey(id: $id) { id } }', { id: draft.id }, owner)).errors[0]
        ?.extensions.code,
    ).toBe('NOT_FOUND');

    const open = await openSurvey(gateway, owner);
    expect(
      (await gateway.graphql('mutation ($id: ID!) { deleteSurvey(id: $id) { deletedId } }', { id: open.id }, owner))
        .errors[0]?.extensions.code,
    ).toBe('INVALID_STATE');
    expect(
      (
        await gateway.graphql(
          'mutation ($id: ID!) { deleteQuestion(id: $id) { deletedId } }',
          { id: open.questions[0]!.id },
          owner,
        )
      ).errors[0]?.extensions.code,
    ).toBe('INVALID_STATE');
  });

  it('is not published without a question, and not from a version that has passed', async () => {
    const { createSurvey } = await gateway.data(
      'mutation { createSurvey(input: { title: "Empty" }) { survey { id } } }',
      {},
      owner,
    );
    const publish = (id: string, expectedVersion?: number) =>
      gateway.graphql(
        'mutation ($id: ID!, $v: Int) { publishSurvey(id: $id, expectedVersion: $v) { survey { status openedAt } } }',
        { id, v: expectedVersion },
        owner,
      );
    expect((await publish(createSurvey.survey.id)).errors[0]?.extensions.code).toBe('INVALID_STATE');
    const draft = await createDraft(gateway, owner);
    expect((await publish(draft.id, 7)).errors[0]?.extensions).toMatchObject({ code: 'VERSION_CONFLICT', version: 1 });
    expect((await publish(draft.id, 1)).data.publishSurvey.survey).toMatchObject({ status: 'OPEN' });
  });
});

describe('a response', () => {
  it('is completed with its answers, and counted in results and trends', async () => {
    const survey = await openSurvey(gateway, owner);
    const started = await startResponse(gateway, survey.slug);
    const matrix = survey.questions[4]!;
    const { submitResponse } = await gateway.data(SUBMIT, {
      input: {
        ...started,
        answers: [
          ...answersTo(survey, 3),
          { questionId: matrix.id, cells: [{ rowId: matrix.rows[0]!.id, optionId: matrix.options[1]!.id }] },
        ],
      },
    });
    expect(submitResponse.response.status).toBe('COMPLETED');
    expect(submitResponse.response.answers).toContainEqual({
      question: { heading: 'How good is it?' },
      options: [],
      number: null,
      cells: [{ row: { label: 'Taste' }, option: { label: 'Good' } }],
    });
    await respond(gateway, survey, 5);
    await respond(gateway, survey, 5, 'No');

    const { survey: found } = await gateway.data(
      `query ($id: ID!) { survey(id: $id) {
        responses { totalCount } completed: responses(filter: { statuses: [COMPLETED] }) { totalCount }
        results(fresh: true) { question { heading } answered skipped mean median min max options { option { label } count share } rows { row { label } options { count } } histogram { from to count } }
        all: results(statuses: [COMPLETED, DISQUALIFIED], fresh: true) { answered }
        trends(interval: DAY) { total completed disqualified } } }`,
      { id: survey.id },
      owner,
    );
    expect(found.responses.totalCount).toBe(3);
    expect(found.completed.totalCount).toBe(2);
    expect(found.results[0]).toMatchObject({
      answered: 2,
      skipped: 0,
      options: [
        { option: { label: 'Yes' }, count: 2, share: 1 },
        { option: { label: 'No' }, count: 0, share: 0 },
      ],
    });
    expect(found.results[2]).toMatchObject({ answered: 2, mean: 4, median: 4, min: 3, max: 5 });
    expect(found.results[2].histogram).toHaveLength(10);
    expect(found.results[3]).toMatchObject({ answered: 0, skipped: 2, mean: null });
    expect(found.results[4].rows).toEqual([
      { row: { label: 'Taste' }, options: [{ count: 0 }, { count: 1 }] },
      { row: { label: 'Price' }, options: [{ count: 0 }, { count: 0 }] },
    ]);
    expect(found.all[0].answered).toBe(3);
    expect(found.trends).toEqual([{ total: 3, completed: 2, disqualified: 1 }]);
  });

  it('keeps saved answers until it is submitted, the later one to a question replacing the earlier', async () => {
    const survey = await openSurvey(gateway, owner);
    const started = await startResponse(gateway, survey.slug);
    const save = (answers: unknown[]) =>
      gateway.data('mutation ($input: SaveAnswersInput!) { saveAnswers(input: $input) { response { status } } }', {
        input: { ...started, answers },
      });
    await save([{ questionId: survey.questions[2]!.id, number: 1 }]);
    await save([{ questionId: survey.questions[2]!.id, number: 2 }, answersTo(survey, 0)[0]]);
    const { submitResponse } = await gateway.data(SUBMIT, { input: started });
    expect(submitResponse.response).toMatchObject({ status: 'COMPLETED' });
    expect(submitResponse.response.answers.map((answer: { number: number | null }) => answer.number)).toEqual(
      expect.arrayContaining([2, null]),
    );
  });

  it('is refused as a whole when one answer does not fit, and nothing of it is stored', async () => {
    const survey = await openSurvey(gateway, owner);
    const started = await startResponse(gateway, survey.slug);
    const bad = [...answersTo(survey, 3).slice(0, 2), { questionId: survey.questions[2]!.id, number: 31 }];
    const refused = await gateway.graphql(SUBMIT, { input: { ...started, answers: bad } });
    expect(refused.errors[0]?.extensions).toMatchObject({
      code: 'INVALID_ANSWER',
      questionId: survey.questions[2]!.id,
      problem: 'must be at most 30',
    });
    const { response } = await gateway.data(
      'query ($id: ID!, $t: String) { response(id: $id, responseToken: $t) { status answers { number } } }',
      { id: started.responseId, t: started.responseToken },
    );
    expect(response).toEqual({ status: 'IN_PROGRESS', answers: [] });
  });

  it('may be partial, is overquota past a quota, and ends once', async () => {
    const survey = await openSurvey(gateway, owner);
    const [like] = survey.questions;
    await gateway.data(
      'mutation ($input: SetQuotaInput!) { setQuota(input: $input) { quota { limit } } }',
      { input: { questionId: like!.id, optionId: like!.options[0]!.id, limit: 2 } },
      owner,
    );
    const statuses = [
      await respond(gateway, survey, 1),
      await respond(gateway, survey, 1),
      await respond(gateway, survey, 1),
    ].map((response) => response.status);
    expect(statuses).toEqual(['COMPLETED', 'COMPLETED', 'OVERQUOTA']);
    const { survey: found } = await gateway.data(
      'query ($id: ID!) { survey(id: $id) { quotas { filled limit option { label } } } }',
      { id: survey.id },
      owner,
    );
    expect(found.quotas).toEqual([{ filled: 2, limit: 2, option: { label: 'Yes' } }]);

    const started = await startResponse(gateway, survey.slug);
    const partial = { ...started, partial: true, answers: [] };
    expect((await gateway.data(SUBMIT, { input: partial })).submitResponse.response.status).toBe('PARTIAL');
    expect((await gateway.graphql(SUBMIT, { input: partial })).errors[0]?.extensions.code).toBe('INVALID_STATE');
  });

  it('never fills a quota past its limit, however many are submitted at once', async () => {
    const survey = await openSurvey(gateway, owner);
    const [like] = survey.questions;
    await gateway.data(
      'mutation ($input: SetQuotaInput!) { setQuota(input: $input) { quota { limit } } }',
      { input: { questionId: like!.id, optionId: like!.options[0]!.id, limit: 5 } },
      owner,
    );
    const ended = await Promise.all(Array.from({ length: 20 }, () => respond(gateway, survey, 1)));
    expect(ended.filter((response) => response.status === 'COMPLETED')).toHaveLength(5);
    expect(ended.filter((response) => response.status === 'OVERQUOTA')).toHaveLength(15);
  });

  it('is closed to whoever lacks its token, and starts only through an open link', async () => {
    const survey = await openSurvey(gateway, owner);
    const mine = await startResponse(gateway, survey.slug);
    const other = await startResponse(gateway, survey.slug);
    const stolen = await gateway.graphql(SUBMIT, {
      input: { responseId: mine.responseId, responseToken: other.responseToken, answers: answersTo(survey, 1) },
    });
    expect(stolen.errors[0]?.extensions.code).toBe('NOT_FOUND');
    await gateway.data('mutation ($id: ID!) { closeSurvey(id: $id) { survey { status } } }', { id: survey.id }, owner);
    expect(
      (
        await gateway.graphql('mutation ($slug: String!) { startResponse(slug: $slug) { responseToken } }', {
          slug: survey.slug,
        })
      ).errors[0]?.extensions.code,
    ).toBe('NOT_FOUND');
    expect(
      (await gateway.graphql(SUBMIT, { input: { ...mine, answers: answersTo(survey, 1) } })).errors[0]?.extensions.code,
    ).toBe('INVALID_STATE');
  });
});

describe('a whole response', () => {
  const RESPOND =
    'mutation ($slug: String!, $answers: [AnswerInput!], $key: String) { respond(slug: $slug, answers: $answers, idempotencyKey: $key) { response { id status answers { number } } } }';
  const RESPOND_ALL =
    'mutation ($slug: String!, $responses: [WholeResponseInput!]!, $key: String) { submitResponses(slug: $slug, responses: $responses, idempotencyKey: $key) { responses { id status collector { slug } answers { number } } } }';
  const total = async (id: string) =>
    (await gateway.data('query ($id: ID!) { survey(id: $id) { responses { totalCount } } }', { id }, owner)).survey
      .responses.totalCount;

  it('is given in one request, by anybody', async () => {
    const survey = await openSurvey(gateway, owner);
    const given = { slug: survey.slug, answers: answersTo(survey, 3), key: `a-response-once-${survey.slug}` };
    const { respond: answer } = await gateway.data(RESPOND, given);
    expect(answer.response.status).toBe('COMPLETED');
    expect(answer.response.answers.map((one: { number: number | null }) => one.number)).toEqual(
      expect.arrayContaining([3, null]),
    );
    expect(await gateway.data(RESPOND, given)).toEqual({ respond: answer });
    expect(await total(survey.id)).toBe(1);
  });

  it('is one of many, all or none, within what an operation may cost', async () => {
    const survey = await openSurvey(gateway, owner);
    const many = (count: number) => Array.from({ length: count }, (_, n) => ({ answers: answersTo(survey, n % 30) }));
    const given = { slug: survey.slug, responses: many(100), key: `many-responses-${survey.slug}` };
    const first = await gateway.data(RESPOND_ALL, given);
    expect(first.submitResponses.responses).toHaveLength(100);
    expect(first.submitResponses.responses[7]).toMatchObject({ status: 'COMPLETED', collector: { slug: survey.slug } });
    expect(await gateway.data(RESPOND_ALL, given)).toEqual(first);
    const wrong = await gateway.graphql(RESPOND_ALL, {
      slug: survey.slug,
      responses: [...many(4), { answers: answersTo(survey, 31) }],
    });
    expect(wrong.errors[0]?.extensions).toMatchObject({
      code: 'INVALID_ANSWER',
      index: 4,
      questionId: survey.questions[2]!.id,
    });
    expect(
      (await gateway.graphql(RESPOND_ALL, { slug: survey.slug, responses: many(101) })).errors[0]?.extensions.code,
    ).toBe('BAD_INPUT');
    expect(await total(survey.id)).toBe(100);
  });

  it('is counted in the cost of its operation as often as it is given', async () => {
    const survey = await openSurvey(gateway, owner);
    const deep =
      'mutation ($slug: String!, $responses: [WholeResponseInput!]!) { submitResponses(slug: $slug, responses: $responses) { responses { survey { responses(first: 100) { nodes { answers { number } collector { name } } } } } } }';
    const cost = async (count: number) =>
      (
        await gateway.graphql(
          deep,
          { slug: survey.slug, responses: Array.from({ length: count }, () => ({ answers: answersTo(survey, 1) })) },
          owner,
        )
      ).errors[0]?.extensions.code;
    expect(await cost(1)).toBeUndefined();
    expect(await cost(100)).toBe('LIMIT_EXCEEDED');
    expect(await total(survey.id)).toBe(1);
  });
});

describe('a survey', () => {
  it('says who made it, under the name that is to stay and the one that is to go', async () => {
    const draft = await createDraft(gateway, owner);
    const { survey } = await gateway.data(
      'query ($id: ID!) { survey(id: $id) { createdBy ownerId } }',
      { id: draft.id },
      owner,
    );
    expect(survey).toEqual({ createdBy: 'owner@acme', ownerId: 'owner@acme' });
    const { __type } = await gateway.data(
      '{ __type(name: "Survey") { fields(includeDeprecated: true) { name isDeprecated deprecationReason } } }',
    );
    const field = (name: string) => __type.fields.find((one: { name: string }) => one.name === name);
    expect(field('createdBy')).toMatchObject({ isDeprecated: false });
    expect(field('ownerId')).toMatchObject({
      isDeprecated: true,
      deprecationReason: expect.stringContaining('2027-06-30'),
    });
  });
});

describe('idempotency', () => {
  const CREATE =
    'mutation ($title: String!, $key: String) { createSurvey(input: { title: $title }, idempotencyKey: $key) { survey { id createdAt } } }';

  it('replays the first result under its key, and refuses another request under it', async () => {
    const key = 'key-of-a-first-request';
    const first = await gateway.data(CREATE, { title: 'Once', key }, owner);
    expect(await gateway.data(CREATE, { title: 'Once', key }, owner)).toEqual(first);
    expect((await gateway.graphql(CREATE, { title: 'Twice', key }, owner)).errors[0]?.extensions.code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const { surveys } = await gateway.data('{ surveys(filter: { titleContains: "once" }) { totalCount } }', {}, owner);
    expect(surveys.totalCount).toBe(1);
  });

  it('keeps the keys of two members apart, and refuses keys that could be guessed', async () => {
    const key = 'key-of-two-members-at-once';
    const other = await gateway.token('owner', 'other');
    const [mine, theirs] = [
      await gateway.data(CREATE, { title: 'Mine', key }, owner),
      await gateway.data(CREATE, { title: 'Mine', key }, other),
    ];
    expect(mine.createSurvey.survey.id).not.toBe(theirs.createSurvey.survey.id);
    expect((await gateway.graphql(CREATE, { title: 'Short', key: 'abc' }, owner)).errors[0]?.extensions.code).toBe(
      'BAD_INPUT',
    );
  });
});
