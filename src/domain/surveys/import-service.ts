import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import type { Member } from '../../kernel/viewer.js';
import { byMember, gatewayEvent } from '../../events/contracts/gateway-event.js';
import type { Codebook, ImportedSurvey } from './codebook.js';
import { columnsOf, surveyOfCodebook } from './codebook.js';
import { importedResponse, type CsvRow, type ImportedResponse } from './imported-response.js';
import { submittedEventData } from './response-event.js';
import type { FinalStatus } from './response.js';
import type { Question, Survey } from './survey.js';
import type { SurveyUnitOfWork } from './survey-service.js';
import type { SurveyWrites } from './survey-writes.js';

/** A data row and where it stands in its file, for reports. */
export interface NumberedRow {
  readonly row: CsvRow;
  readonly line: number;
  /** Why the row cannot be read at all. */
  readonly problem?: string;
}
export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}
export interface ImportReport {
  readonly surveyId: string;
  readonly read: number;
  readonly imported: number;
  /** Rows whose response was there already, from an earlier run. */
  readonly known: number;
  readonly refused: number;
}

/** Responses per transaction: memory stays bounded by it however long the file is. */
const BATCH = 500;

/**
 * Imports the rows of a CSV as responses to the survey of `codebook`, which is made, opened and given a collector on the first run.
 * Running it again imports nothing twice. Each refused row is reported and the rest goes on. Events are appended as for responses given live.
 * Throws INVALID_STATE when the survey exists with other questions (change the codebook's key), BAD_INPUT for a column the CSV lacks.
 */
export async function importSurvey(
  parts: { readonly unitOfWork: SurveyUnitOfWork; readonly clock: Clock },
  member: Member,
  codebook: Codebook,
  rows: AsyncIterable<NumberedRow>,
  onRefused: (refused: RefusedRow) => void,
): Promise<ImportReport> {
  const survey = surveyOfCodebook(member.tenant, codebook);
  await ensureSurvey(parts, member, codebook, survey);
  let read = 0;
  let imported = 0;
  let refused = 0;
  // By id: a respondent who appears twice counts once, as across runs.
  let batch = new Map<string, ImportedResponse>();
  const flush = async () => {
    imported += await insertBatch(parts, member, [...batch.values()]);
    batch = new Map();
  };
  for await (const { row, line, problem } of rows) {
    read += 1;
    if (read === 1 && problem === undefined) requireColumns(codebook, survey, row);
    const response = problem ?? tryRow(codebook, survey, row, read);
    if (typeof response === 'string') {
      refused += 1;
      onRefused({ line, reason: response });
    } else if (!batch.has(response.response.id)) batch.set(response.response.id, response);
    if (batch.size >= BATCH) await flush();
  }
  if (batch.size > 0) await flush();
  return { surveyId: survey.surveyId, read, imported, known: read - imported - refused, refused };
}

function tryRow(codebook: Codebook, survey: ImportedSurvey, row: CsvRow, rowNumber: number): ImportedResponse | string {
  try {
    return importedResponse(codebook, survey, row, rowNumber);
  } catch (error) {
    if (error instanceof DomainError) return reasonWithColumn(error, survey);
    throw error;
  }
}

/** A reason names columns, which the file's owner knows, rather than ids. */
function reasonWithColumn(error: DomainError, survey: ImportedSurvey): string {
  const ids = new Set([error.details['questionId'], ...((error.details['questionIds'] as string[] | undefined) ?? [])]);
  const columns = survey.questions.filter(({ question }) => ids.has(question.id)).flatMap(({ spec }) => columnsOf(spec));
  return columns.length > 0 ? `column ${columns.join(', ')} ${String(error.details['problem'] ?? error.message)}` : error.message;
}

function requireColumns(codebook: Codebook, survey: ImportedSurvey, row: CsvRow): void {
  const wanted = survey.questions.flatMap(({ spec }) => columnsOf(spec));
  if (codebook.respondentColumn !== undefined) wanted.push(codebook.respondentColumn);
  const lacking = wanted.filter((column) => !Object.hasOwn(row, column));
  if (lacking.length > 0) throw new DomainError('BAD_INPUT', `The CSV has no column ${lacking.join(', ')}. It has: ${Object.keys(row).join(', ')}.`);
}

async function ensureSurvey(
  { unitOfWork, clock }: { readonly unitOfWork: SurveyUnitOfWork; readonly clock: Clock },
  member: Member,
  codebook: Codebook,
  { surveyId, collectorId, pages, questions }: ImportedSurvey,
): Promise<void> {
  const now = clock.now();
  const wanted = questions.map(({ question }) => question);
  await unitOfWork.run({}, async ({ surveys, outbox }) => {
    const existing = await surveys.lockSurvey(member.tenant, surveyId);
    if (existing !== undefined) return requireSameQuestions(surveys, existing, wanted);
    await surveys.insertSurvey({
      id: surveyId, tenant: member.tenant, ownerId: member.subject, title: codebook.title, language: codebook.language,
      status: 'open', version: 1, createdAt: now, updatedAt: now, openedAt: now, closedAt: null,
    });
    await surveys.insertPages(pages);
    await surveys.insertQuestions(wanted);
    await surveys.insertCollector({ id: collectorId, surveyId, name: 'Import', slug: `import-${collectorId}`, status: 'open', createdAt: now });
    await outbox.append([
      gatewayEvent('gateway.survey.created.v1', surveyId, { surveyId, title: codebook.title, language: codebook.language }, byMember(member, now)),
      gatewayEvent('gateway.survey.opened.v1', surveyId, { surveyId, version: 1, questionCount: wanted.length }, byMember(member, now)),
    ]);
  });
}

async function requireSameQuestions(surveys: SurveyWrites, survey: Survey, wanted: readonly Question[]): Promise<void> {
  const shape = (questions: readonly Question[]) => JSON.stringify(questions.map(({ id, heading, family, options, rows }) => [id, heading, family, options.map((o) => o.label), rows.map((r) => r.label)]));
  if (shape(await surveys.questions(survey.id)) !== shape(wanted))
    throw new DomainError('INVALID_STATE', 'The survey was imported before with other questions. Give the codebook another key to import it as a new survey.');
}

async function insertBatch(
  { unitOfWork, clock }: { readonly unitOfWork: SurveyUnitOfWork; readonly clock: Clock },
  member: Member,
  batch: readonly ImportedResponse[],
): Promise<number> {
  const by = byMember(member, clock.now());
  return unitOfWork.run({}, async ({ surveys, outbox }) => {
    const inserted = await surveys.insertNewResponses(batch);
    const fresh = batch.filter(({ response }) => inserted.has(response.id));
    await outbox.append(
      fresh.map(({ response, answers }) =>
        gatewayEvent(
          'gateway.response.submitted.v1', response.id,
          submittedEventData(response, response.status as FinalStatus, response.submittedAt ?? by.now, answers), by,
        ),
      ),
    );
    return fresh.length;
  });
}
