import { createCollectorService } from '../../src/domain/surveys/collector-service.js';
import { createContentService } from '../../src/domain/surveys/content-service.js';
import { createSurveyPartService } from '../../src/domain/surveys/part-service.js';
import { createResponseService } from '../../src/domain/surveys/response-service.js';
import type { Collector, Question, SurveyTree } from '../../src/domain/surveys/survey.js';
import { createSurveyService } from '../../src/domain/surveys/survey-service.js';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import { createSigner } from '../../src/kernel/signing.js';
import type { Member } from '../../src/kernel/viewer.js';
import { createDatabase } from '../../src/stores/postgres/database.js';
import { createKnownQuestions } from '../../src/stores/postgres/surveys/known-questions.js';
import { createSurveyReads } from '../../src/stores/postgres/surveys/survey-reads.js';
import { createSurveyWrites } from '../../src/stores/postgres/surveys/survey-writes.js';
import { createUnitOfWork } from '../../src/stores/postgres/unit-of-work.js';
import { createOwnDatabase } from './own-database.js';
import { COFFEE_PAGES } from './survey-fixtures.js';
import { createTestOutbox, outboxEvents } from './test-outbox.js';

/** The surveys domain over a database of its own. */
export async function openSurveys({
  poolSize = 5,
  clock = systemClock,
}: { readonly poolSize?: number; readonly clock?: Clock } = {}) {
  const own = await createOwnDatabase();
  const database = createDatabase(own.url, poolSize);
  const knownQuestions = createKnownQuestions();
  const unitOfWork = createUnitOfWork({
    database,
    createStores: (tx) => ({ surveys: createSurveyWrites(tx, knownQuestions) }),
    createOutbox: createTestOutbox,
    signal: { notify: () => undefined },
  });
  const reads = createSurveyReads(database);
  const parts = { reads, unitOfWork, clock };
  return {
    database,
    reads,
    unitOfWork,
    surveys: createSurveyService(parts),
    content: createContentService(parts),
    collectors: createCollectorService(parts),
    responses: createResponseService({ ...parts, signer: createSigner('a test secret of at least 32 characters') }),
    parts: createSurveyPartService({ reads }),
    events: () => outboxEvents(database),
    async stop() {
      await database.stop();
      await own.drop();
    },
  };
}
export type SurveyBench = Awaited<ReturnType<typeof openSurveys>>;

/** The coffee survey of survey-fixtures.ts, open, with a collector. */
export async function makeOpenSurvey(
  bench: SurveyBench,
  owner: Member,
): Promise<{ readonly survey: SurveyTree; readonly questions: readonly Question[]; readonly collector: Collector }> {
  const pages = COFFEE_PAGES.map((page) => ({
    ...page,
    questions: page.questions.map((question) => ({ ...question, family: question.family.toLowerCase() })),
  }));
  const { id } = await bench.surveys.create(owner, { title: 'Coffee', pages }, {});
  await bench.surveys.publish(owner, { id }, {});
  const collector = await bench.collectors.create(owner, { surveyId: id, name: 'Link' }, {});
  const survey = await bench.surveys.get(owner, id, { pages: { questions: {} } });
  return { survey, questions: survey.pages!.flatMap((page) => page.questions!), collector };
}
