import { DomainError } from '../../src/kernel/errors.js';
import type { Member } from '../../src/kernel/viewer.js';
import type { AnyGatewayEvent } from '../../src/contracts/gateway-event.js';
import { codebookSchema } from '../../src/importers/surveys/codebook.js';
import { importSurvey, type ImportReport, type RefusedRow } from '../../src/importers/surveys/import-survey.js';
import type { ImportMeaning } from '../../src/importers/surveys/import-meaning.js';
import type { ImportUnitOfWork, ImportWrites } from '../../src/importers/surveys/import-writes.js';
import type { AnsweredResponse } from '../../src/domain/surveys/response.js';
import type { Question, Survey } from '../../src/domain/surveys/survey.js';
import { csvRecords } from '../../src/adapters/files/csv-records.js';

interface Kept {
  surveys: Map<string, Survey>;
  questions: Map<string, readonly Question[]>;
  meanings: Map<string, ImportMeaning>;
  responses: Map<string, AnsweredResponse>;
  events: AnyGatewayEvent[];
  transactions: number[];
}

/**
 * A store for imports, in memory. A transaction that throws changes nothing. Texts that contain `unstorable` are
 * refused, as PostgreSQL would refuse some texts.
 */
export function memoryImportStore(unstorable = '\u0001unstorable') {
  /** Runs once, in the place of the next insertion of a survey, which then finds the survey there. */
  let overtaking: (() => Promise<unknown>) | undefined;
  let kept: Kept = {
    surveys: new Map(),
    questions: new Map(),
    meanings: new Map(),
    responses: new Map(),
    events: [],
    transactions: [],
  };
  const writes = (own: Kept) =>
    ({
      async lockSurvey(_tenant, id) {
        return own.surveys.get(id);
      },
      async insertSurvey(survey) {
        const overtake = overtaking;
        overtaking = undefined;
        if (overtake !== undefined) {
          await overtake();
          throw new DomainError('ALREADY_EXISTS');
        }
        own.surveys.set(survey.id, survey);
      },
      async insertPages() {},
      async insertQuestions(questions) {
        own.questions.set(questions[0]?.surveyId as string, questions);
      },
      async questions(surveyId) {
        return own.questions.get(surveyId) ?? [];
      },
      async insertCollector() {},
      async importMeaning(surveyId) {
        return own.meanings.get(surveyId);
      },
      async keepImportMeaning(surveyId, meaning) {
        if (!own.meanings.has(surveyId)) own.meanings.set(surveyId, meaning);
      },
      async lockQuotas() {
        return [];
      },
      async fillQuotas() {},
      async responsesWithAnswers(ids) {
        return new Map(
          ids.flatMap((id) =>
            own.responses.has(id) ? [[id, own.responses.get(id) as AnsweredResponse] as const] : [],
          ),
        );
      },
      async insertNewResponses(responses) {
        if (responses.some(({ answers }) => answers.some(({ text }) => text?.includes(unstorable))))
          throw new DomainError('BAD_INPUT', 'PostgreSQL cannot store the input: a test');
        for (const response of responses) own.responses.set(response.response.id, response);
        own.transactions.push(responses.length);
        return new Set(responses.map(({ response }) => response.id));
      },
    }) satisfies Partial<ImportWrites>;

  const unitOfWork = {
    async run(_command: unknown, work: (stores: unknown) => Promise<unknown>) {
      const own: Kept = {
        surveys: new Map(kept.surveys),
        questions: new Map(kept.questions),
        meanings: new Map(kept.meanings),
        responses: new Map(kept.responses),
        events: [...kept.events],
        transactions: [...kept.transactions],
      };
      const result = await work({
        surveys: writes(own),
        outbox: { append: async (events: AnyGatewayEvent[]) => void own.events.push(...events) },
      });
      kept = own;
      return result;
    },
  } as unknown as ImportUnitOfWork;
  return { unitOfWork, kept: () => kept, overtakenBy: (other: () => Promise<unknown>) => void (overtaking = other) };
}

export const IMPORTER: Member = { role: 'owner', tenant: 'demo', subject: 'owner@demo' };

/** The result of an import: its report, or the reason why it was not run. */
export interface ImportOutcome {
  readonly report?: ImportReport;
  readonly failure?: string;
  readonly refused: readonly RefusedRow[];
  readonly notes: readonly string[];
}

/** Imports CSV text by a codebook as npm run import would: the codebook is checked first. */
export async function importText(
  store: ReturnType<typeof memoryImportStore>,
  codebook: unknown,
  csv: string,
): Promise<ImportOutcome> {
  const refused: RefusedRow[] = [];
  const notes: string[] = [];
  const parsed = codebookSchema.safeParse(codebook);
  if (!parsed.success)
    return {
      failure: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
      refused,
      notes,
    };
  const { csv: form } = parsed.data;
  async function* records() {
    yield* csvRecords(
      (async function* () {
        yield csv;
      })(),
      form,
    );
  }
  const source = {
    async header() {
      const header: (readonly string[])[] = [];
      for await (const { cells } of records()) if (header.push(cells) === form.headerRows) break;
      return header;
    },
    async *rows() {
      let index = 0;
      let width = 0;
      for await (const { cells, line } of records()) {
        if (index === 0) width = cells.length;
        index += 1;
        if (index > form.headerRows)
          yield {
            cells,
            line,
            ...(cells.length !== width && { problem: 'the row has another number of cells than the header' }),
          };
      }
    },
  };
  try {
    const listeners = {
      refused: (row: RefusedRow) => void refused.push(row),
      note: (text: string) => void notes.push(text),
    };
    const report = await importSurvey(
      { unitOfWork: store.unitOfWork, clock: { now: () => new Date('2026-11-28T00:00:00Z') } },
      IMPORTER,
      parsed.data,
      source,
      listeners,
    );
    return { report, refused, notes };
  } catch (error) {
    if (error instanceof DomainError) return { failure: error.message, refused, notes };
    throw error;
  }
}
