import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { callersOver, insertMovies, MOVIE_ID, PAGES, PORTS, refusal, tenantOf } from './both-ports.js';
import type { GatewayApi, Thing } from './gateway-api.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
  await insertMovies(gateway);
}, 60_000);
afterAll(() => gateway?.stop());

describe.each(PORTS)('the API over %s', (port, apiOf) => {
  const tenant = tenantOf(port);
  let owner: GatewayApi;
  let staff: GatewayApi;
  let data: GatewayApi;
  let stranger: GatewayApi;
  let anonymous: GatewayApi;
  beforeAll(async () => {
    ({ owner, staff, data, stranger, anonymous } = await callersOver(port, apiOf, gateway));
  });

  const open = async (title = 'Coffee at work') => {
    const { id } = await owner.createSurvey({ title, pages: PAGES });
    await owner.publishSurvey(id);
    const collector = await owner.createCollector(id, 'Link');
    const survey = await owner.survey(id);
    const [like, cups, good] = survey.pages.flatMap((page: Thing) => page.questions);
    return { id, survey, slug: collector.slug as string, collector, like, cups, good };
  };
  const yes = ({ like, cups }: Thing, number = 3) => [
    { questionId: like.id, optionIds: [like.options[0].id] },
    { questionId: cups.id, number },
  ];

  describe('surveys', () => {
    it('go from draft to open to closed', async () => {
      const draft = await owner.createSurvey({ title: '  Coffee  ', language: 'pt-BR', pages: PAGES });
      expect(draft).toMatchObject({
        title: 'Coffee',
        language: 'pt-BR',
        status: 'draft',
        version: 1,
        pageCount: 2,
        questionCount: 3,
        createdBy: `owner@${tenant}`,
      });
      expect(await owner.updateSurvey(draft.id, { title: 'Tea' })).toMatchObject({ title: 'Tea', version: 2 });
      expect(await owner.publishSurvey(draft.id, { expectedVersion: 2 })).toMatchObject({ status: 'open', version: 3 });
      expect(await refusal(owner.addPage(draft.id, { title: 'Late' }))).toBe('INVALID_STATE');
      expect(await refusal(owner.publishSurvey(draft.id))).toBe('INVALID_STATE');
      expect(await refusal(owner.deleteSurvey(draft.id))).toBe('INVALID_STATE');
      expect(await owner.closeSurvey(draft.id)).toMatchObject({ status: 'closed', version: 4 });
      expect(await refusal(owner.closeSurvey(draft.id))).toBe('INVALID_STATE');
    });

    it('have pages and questions that are edited while they are drafts, each edit a version', async () => {
      const { id } = await owner.createSurvey({ title: 'Edited' });
      const first = await owner.addPage(id, { title: 'First' }, { expectedVersion: 1 });
      const second = await owner.addPage(id, { title: 'Second', position: 0 }, { expectedVersion: 2 });
      expect([first.position, second.position]).toEqual([0, 0]);
      expect(await refusal(owner.addPage(id, { title: 'Stale' }, { expectedVersion: 2 }))).toBe('VERSION_CONFLICT');
      expect(await owner.updatePage(first.id, { title: 'Front', position: 0 })).toMatchObject({
        title: 'Front',
        position: 0,
      });
      const question = await owner.addQuestion(first.id, { heading: 'Why?', family: 'open_ended' });
      expect(question).toMatchObject({ heading: 'Why?', subtype: 'single', required: false, options: [], rows: [] });
      expect(
        await owner.replaceQuestion(question.id, {
          heading: 'Which?',
          family: 'rating',
          options: [{ label: 'Good', value: 5 }],
        }),
      ).toMatchObject({ id: question.id, family: 'rating', options: [{ value: 5 }] });
      expect(await refusal(owner.deleteQuestion(question.id, { expectedVersion: 1 }))).toBe('VERSION_CONFLICT');
      await owner.deleteQuestion(question.id);
      await owner.deletePage(second.id);
      expect(await owner.survey(id)).toMatchObject({ version: 8, pages: [{ title: 'Front', questions: [] }] });
      await owner.deleteSurvey(id, { expectedVersion: 8 });
      expect(await refusal(owner.survey(id))).toBe('NOT_FOUND');
    });

    it('are listed by filter and order, page by page, each once', async () => {
      for (const title of ['Zebra list', 'Aardvark list', 'Mole list', 'Aardvark list'])
        await owner.createSurvey({ title });
      const seen: Thing[] = [];
      let after: string | undefined;
      do {
        const page = await owner.surveys({
          filter: { titleContains: 'LIST', status: 'draft' },
          sort: '-title',
          first: 3,
          ...(after !== undefined && { after }),
        });
        expect(page.totalCount).toBe(4);
        seen.push(...page.items);
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(seen.map(({ title }) => title)).toEqual(['Zebra list', 'Mole list', 'Aardvark list', 'Aardvark list']);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
      const { next } = await owner.surveys({ first: 1 });
      expect(await refusal(owner.surveys({ sort: 'title', after: next ?? '' }))).toBe('BAD_CURSOR');
      expect(await refusal(owner.surveys({ after: 'forged' }))).toBe('BAD_CURSOR');
    });

    it('belong to their tenant', async () => {
      const { id, survey, collector } = await open('Private');
      const [page] = survey.pages;
      const [question] = page.questions;
      const foreign: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['survey', () => stranger.survey(id)],
        ['updateSurvey', () => stranger.updateSurvey(id, { title: 'x' })],
        ['deleteSurvey', () => stranger.deleteSurvey(id)],
        ['publishSurvey', () => stranger.publishSurvey(id)],
        ['closeSurvey', () => stranger.closeSurvey(id)],
        ['addPage', () => stranger.addPage(id, { title: 'x' })],
        ['updatePage', () => stranger.updatePage(page.id, { title: 'x' })],
        ['deletePage', () => stranger.deletePage(page.id)],
        ['addQuestion', () => stranger.addQuestion(page.id, { heading: 'x', family: 'open_ended' })],
        ['deleteQuestion', () => stranger.deleteQuestion(question.id)],
        ['createCollector', () => stranger.createCollector(id, 'x')],
        ['closeCollector', () => stranger.closeCollector(collector.id)],
        ['setQuota', () => stranger.setQuota(question.id, question.options[0].id, 1)],
        ['responses', () => stranger.responses(id)],
        ['results', () => stranger.results(id)],
        ['trends', () => stranger.trends(id, 'day')],
        ['surveyActivity', () => stranger.surveyActivity(id)],
      ];
      for (const [name, call] of foreign) expect([name, await refusal(call())]).toEqual([name, 'NOT_FOUND']);
      expect(await refusal(anonymous.surveys())).toBe('UNAUTHENTICATED');
      expect(await refusal(anonymous.createSurvey({ title: 'x' }))).toBe('UNAUTHENTICATED');
      for (const reader of [staff, data]) {
        expect((await reader.survey(id)).title).toBe('Private');
        expect(await refusal(reader.createSurvey({ title: 'x' }))).toBe('FORBIDDEN');
      }
      expect((await stranger.surveys({ filter: { titleContains: 'Private' } })).totalCount).toBe(0);
      expect(await refusal(apiOf(gateway.url, 'not.a.token').viewer())).toBe('UNAUTHENTICATED');
    });

    it('refuse what is not of the stated form, with one code, writing nothing', async () => {
      const before = (await owner.surveys()).totalCount;
      const bad = [
        { title: ' ' },
        { title: 'x'.repeat(301) },
        { title: 'a\u0000b' },
        { title: 'x', language: 'no language' },
        { title: 'x', pages: [{ questions: [{ heading: 'x', family: 'rating' }] }] },
        { title: 'x', pages: [{ questions: [{ heading: 'x', family: 'numeric', options: [{ label: 'x' }] }] }] },
        { title: 'x', pages: Array.from({ length: 101 }, () => ({})) },
      ];
      for (const input of bad) expect([input, await refusal(owner.createSurvey(input))]).toEqual([input, 'BAD_INPUT']);
      expect((await owner.surveys()).totalCount).toBe(before);
      expect(await refusal(owner.surveys({ first: 101 }))).toMatch(/^(LIMIT_EXCEEDED|BAD_INPUT)$/);
      expect(await refusal(owner.survey('nonsense'))).toBe('NOT_FOUND');
      expect(await refusal(owner.survey(MOVIE_ID))).toBe('NOT_FOUND');
    });

    it('are made once under an idempotency key', async () => {
      const key = randomUUID();
      const first = await owner.createSurvey({ title: 'Once' }, { key });
      expect((await owner.createSurvey({ title: 'Once' }, { key })).id).toBe(first.id);
      expect(await refusal(owner.createSurvey({ title: 'Other' }, { key }))).toBe('IDEMPOTENCY_KEY_REUSED');
      expect((await stranger.createSurvey({ title: 'Once' }, { key })).id).not.toBe(first.id);
      expect(await refusal(owner.createSurvey({ title: 'x' }, { key: 'short' }))).toBe('BAD_INPUT');
    });
  });

  describe('responses', () => {
    it('are begun by a link, saved and submitted by their token, and counted', async () => {
      const survey = await open();
      expect(await anonymous.collectorLink(survey.slug)).toMatchObject({
        id: survey.collector.id,
        survey: { title: 'Coffee at work', pages: [{ questions: [{ heading: 'Do you like coffee?' }, {}] }, {}] },
      });
      const { response, responseToken } = await anonymous.startResponse(survey.slug);
      expect(response.status).toBe('in_progress');
      await anonymous.saveAnswers(response.id, responseToken, [{ questionId: survey.cups.id, number: 2 }]);
      expect(await refusal(anonymous.submitResponse(response.id, responseToken, []))).toBe('INVALID_ANSWER');
      const cells = [{ rowId: survey.good.rows[0].id, optionId: survey.good.options[1].id }];
      const submitted = await anonymous.submitResponse(response.id, responseToken, [
        { questionId: survey.like.id, optionIds: [survey.like.options[0].id] },
        { questionId: survey.good.id, cells },
      ]);
      expect(submitted.status).toBe('completed');
      expect(submitted.answers).toHaveLength(3);
      expect(await data.response(response.id)).toEqual(submitted);
      expect(await anonymous.response(response.id, responseToken)).toEqual(submitted);
      for (const call of [
        anonymous.response(response.id),
        stranger.response(response.id),
        anonymous.response(response.id, 'forged'),
      ])
        expect(await refusal(call)).toBe('NOT_FOUND');
      expect(
        await refusal(anonymous.saveAnswers(response.id, responseToken, [{ questionId: survey.cups.id, number: 3 }])),
      ).toBe('INVALID_STATE');

      const results = await data.results(survey.id);
      expect(results.map(({ answered, skipped }: Thing) => [answered, skipped])).toEqual([
        [1, 0],
        [1, 0],
        [1, 0],
      ]);
      expect(results[0].options.map(({ option, count, share }: Thing) => [option.label, count, share])).toEqual([
        ['Yes', 1, 1],
        ['No', 0, 0],
      ]);
      expect(results[1]).toMatchObject({ mean: 2, median: 2, histogram: [{ from: 2, to: 2, count: 1 }] });
      expect(results[2].rows[0].options.map(({ count }: Thing) => count)).toEqual([0, 1]);
      expect(await data.trends(survey.id, 'day')).toEqual(
        [{ from: expect.stringMatching(/T00:00:00.000Z$/), total: 1, completed: 1, partial: 0 }].map((point) =>
          expect.objectContaining(point),
        ),
      );
      expect((await data.responses(survey.id, { filter: { statuses: ['completed', 'partial'] } })).items).toEqual([
        expect.objectContaining({ id: response.id, status: 'completed' }),
      ]);
      expect((await data.responses(survey.id, { filter: { statuses: ['disqualified'] } })).totalCount).toBe(0);
    });

    it('are refused when an answer does not fit, and kept as data when it looks like code', async () => {
      const survey = await open();
      const { response, responseToken } = await anonymous.startResponse(survey.slug);
      const wrong = [
        { questionId: survey.cups.id, number: 31 },
        { questionId: survey.cups.id, number: 1.5 },
        { questionId: survey.cups.id, text: 'two' },
        { questionId: survey.like.id, optionIds: [survey.good.options[0].id] },
        { questionId: survey.like.id, optionIds: survey.like.options.map(({ id }: Thing) => id) },
        { questionId: MOVIE_ID, text: 'x' },
      ];
      for (const answer of wrong)
        expect([answer, await refusal(anonymous.saveAnswers(response.id, responseToken, [answer]))]).toEqual([
          answer,
          'INVALID_ANSWER',
        ]);
      const { id } = await owner.createSurvey({
        title: '{"$ne": null}',
        pages: [{ title: '__proto__', questions: [{ heading: "'; DROP TABLE survey; --", family: 'open_ended' }] }],
      });
      expect(await owner.survey(id)).toMatchObject({
        title: '{"$ne": null}',
        pages: [{ title: '__proto__', questions: [{ heading: "'; DROP TABLE survey; --" }] }],
      });
    });

    it('stop counting at a quota, and a closed collector takes none', async () => {
      const survey = await open();
      expect(await owner.setQuota(survey.like.id, survey.like.options[0].id, 1)).toMatchObject({ limit: 1, filled: 0 });
      const statuses: string[] = [];
      for (let index = 0; index < 2; index += 1) {
        const { response, responseToken } = await anonymous.startResponse(survey.slug);
        statuses.push((await anonymous.submitResponse(response.id, responseToken, yes(survey))).status);
      }
      expect(statuses).toEqual(['completed', 'overquota']);
      expect(await owner.closeCollector(survey.collector.id)).toMatchObject({ status: 'closed' });
      expect(await refusal(anonymous.startResponse(survey.slug))).toBe('NOT_FOUND');
      expect(await refusal(anonymous.startResponse('no-such-link'))).toBe('NOT_FOUND');
    });

    it('come in bulk, all or none', async () => {
      const survey = await open();
      const many = await anonymous.submitResponses(
        survey.slug,
        [1, 2, 3].map((cups) => ({ answers: yes(survey, cups) })),
      );
      expect(many.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
      expect(
        await refusal(anonymous.submitResponses(survey.slug, [{ answers: yes(survey) }, { answers: yes(survey, 99) }])),
      ).toBe('INVALID_ANSWER');
      expect((await data.responses(survey.id)).totalCount).toBe(3);
      const [, cups] = await data.results(survey.id);
      expect(cups).toMatchObject({ answered: 3, mean: 2 });
    });
  });
});
