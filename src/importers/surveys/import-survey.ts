import { clip } from '../../kernel/clip.js';
import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import type { Member } from '../../kernel/viewer.js';
import { byMember, gatewayEvent, type Attribution } from '../../contracts/gateway-event.js';
import type { Outbox } from '../../domain/outbox/outbox.js';
import { surveyOfCodebook, type Codebook, type ImportedSurvey } from './codebook.js';
import { createBatch, storeBatch, storeOrRefuse } from './import-batch.js';
import { changesOfMeaning, meaningOf } from './import-meaning.js';
import { resolveColumns, TWO_HEADER_ROWS_HINT, type ResolvedColumns } from './resolved-columns.js';
import { createRespondentIndex } from './respondent-index.js';
import { createRowMarks } from './row-marks.js';
import { comparableText } from './same-response.js';
import type { CsvSource } from './csv-source.js';
import { importedResponse, reasonWithColumn, type ImportedResponse } from './imported-response.js';
import type { ImportUnitOfWork, ImportWrites } from './import-writes.js';

export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}
/** Listeners to the findings of an import, called as it finds them. */
interface ImportListeners {
  refused(row: RefusedRow): void;
  /** A note about the whole file. */
  note?(text: string): void;
  /** Called when the file was checked. From now on rows are written. */
  checked?(): void;
}
export interface ImportReport {
  readonly surveyId: string;
  readonly read: number;
  readonly imported: number;
  /** Rows whose response already exists, from an earlier row or run, with the same answers. */
  readonly known: number;
  readonly refused: number;
}
interface ImportParts {
  readonly unitOfWork: ImportUnitOfWork;
  readonly clock: Clock;
}

const LISTED = 20;

/**
 * Imports the rows of a CSV as responses to the survey of `codebook`. The transaction of the first responses creates
 * the survey, opens it and gives it a collector. The file is read twice. The first reading checks all of it and writes
 * nothing, so a file or codebook that does not fit leaves nothing behind. A second run imports nothing twice. Each
 * refused row is reported, and the other rows are imported. Events are appended as for responses given live. With
 * `checkOnly`, it ends after the first reading.
 *
 * Throws INVALID_STATE when the survey was imported with another meaning (change the codebook's key). Throws BAD_INPUT
 * when the file is not as the codebook describes it, or when no row can be imported.
 */
export async function importSurvey(
  parts: ImportParts,
  member: Member,
  codebook: Codebook,
  source: CsvSource,
  listeners: ImportListeners,
  { checkOnly = false }: { readonly checkOnly?: boolean } = {},
): Promise<ImportReport> {
  const survey = surveyOfCodebook(member.tenant, codebook);
  const columns = resolveColumns(codebook, await source.header());
  if (columns.leftOut.length > 0)
    listeners.note?.(
      `The codebook leaves out ${columns.leftOut.length} of the file's columns: ${listed(columns.leftOut)}.`,
    );
  await parts.unitOfWork.run({}, ({ surveys }) => requireSameMeaning(surveys, member, codebook, survey));
  const run = { codebook, survey, columns, source };
  const { read, refused, marks } = await checkRows(run, listeners);
  listeners.checked?.();
  if (checkOnly) return { surveyId: survey.surveyId, read, imported: 0, known: 0, refused };
  return storeRows(parts, member, run, listeners, { refused, has: marks.has });
}

interface Run {
  readonly codebook: Codebook;
  readonly survey: ImportedSurvey;
  readonly columns: ResolvedColumns;
  readonly source: CsvSource;
}

/** Each row with its response, or the reason why it has none. */
async function* responsesOf(
  { codebook, survey, columns, source }: Run,
  onCode?: (optionId: string) => void,
): AsyncGenerator<{ readonly number: number; readonly line: number; readonly response: ImportedResponse | string }> {
  let number = 0;
  for await (const { cells, line, problem } of source.rows()) {
    number += 1;
    const unnamed = problem === undefined ? columns.unnamedValue(cells) : undefined;
    if (unnamed !== undefined)
      throw new DomainError(
        'BAD_INPUT',
        `Column ${unnamed} has no header, and line ${line} has a value in it.${TWO_HEADER_ROWS_HINT}`,
      );
    yield {
      number,
      line,
      response: problem ?? tryRow(() => importedResponse(codebook, survey, columns.row(cells), number, onCode), survey),
    };
  }
}

function tryRow(read: () => ImportedResponse | string, survey: ImportedSurvey): ImportedResponse | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) return reasonWithColumn(error, survey);
    throw error;
  }
}

/** The first reading: reports every fault that can be found without the database. */
async function checkRows(run: Run, listeners: ImportListeners) {
  const marks = createRowMarks();
  const seen = new Set<string>();
  const respondents = createRespondentIndex();
  let [read, refused] = [0, 0];
  for await (const { number, line, response } of responsesOf(run, (optionId) => seen.add(optionId))) {
    read += 1;
    const first =
      typeof response === 'string' ? undefined : respondents.add(response.response.id, comparableText(response), line);
    const reason =
      typeof response === 'string'
        ? response
        : typeof first === 'number'
          ? `the respondent ${JSON.stringify(clip(response.respondent, 50))} is on line ${first} already, with other answers`
          : undefined;
    if (reason === undefined) continue;
    refused += 1;
    marks.add(number);
    listeners.refused({ line, reason });
  }
  if (read === 0) throw new DomainError('BAD_INPUT', 'The CSV has a header and no rows.');
  if (refused === read)
    throw new DomainError('BAD_INPUT', `None of the ${read} rows can be imported, so nothing was written.`);
  for (const { heading, options } of run.survey.allQuestions) {
    const unseen = options.filter(({ id }) => !seen.has(id)).map(({ label }) => JSON.stringify(clip(label, 80)));
    if (unseen.length > 0)
      listeners.note?.(`No row chooses ${listed(unseen)} in ${JSON.stringify(clip(heading, 80))}.`);
  }
  return { read, refused, marks };
}

/** The second reading: stores the rows that the first reading accepted. */
async function storeRows(
  { unitOfWork, clock }: ImportParts,
  member: Member,
  run: Run,
  listeners: ImportListeners,
  checked: { readonly refused: number; has(row: number): boolean },
): Promise<ImportReport> {
  const { codebook, survey } = run;
  let [read, imported, known, refused] = [0, 0, 0, checked.refused];
  let surveyIsThere = false;
  const batch = createBatch();
  const flush = async () => {
    const waiting = batch.take();
    if (waiting.length === 0) return;
    const outcome = await storeOrRefuse(waiting, survey, async (responses) => {
      const by = byMember(member, clock.now());
      const store = () =>
        unitOfWork.run({}, async ({ surveys, outbox }) => {
          if (!surveyIsThere) await ensureSurvey({ surveys, outbox }, member, codebook, survey, by);
          const outcome = await storeBatch({ surveys, outbox }, survey, responses, by);
          // If every row differs from the stored response, the codebook may be wrong: its meaning of cells is not
          // stored.
          if (!surveyIsThere && outcome.imported + outcome.known > 0)
            await surveys.keepImportMeaning(survey.surveyId, meaningOf(codebook, survey));
          return outcome;
        });
      // Another import of the same file may have created the survey since the read above.
      const stored = await store().catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'ALREADY_EXISTS') return store();
        throw error;
      });
      surveyIsThere ||= stored.imported + stored.known > 0;
      return stored;
    });
    imported += outcome.imported;
    known += outcome.known;
    refused += outcome.refused.length;
    outcome.refused.forEach((row) => listeners.refused(row));
  };
  for await (const { number, line, response } of responsesOf(run)) {
    read += 1;
    if (checked.has(number)) continue;
    if (typeof response === 'string')
      throw new DomainError('INVALID_STATE', `The file changed while it was imported (line ${line}).`);
    batch.add({ ...response, line });
    if (batch.full()) await flush();
  }
  await flush();
  if (refused === read)
    throw new DomainError('BAD_INPUT', `None of the ${read} rows can be imported, so nothing was written.`);
  return { surveyId: survey.surveyId, read, imported, known, refused };
}

async function requireSameMeaning(
  surveys: ImportWrites,
  member: Member,
  codebook: Codebook,
  survey: ImportedSurvey,
): Promise<boolean> {
  const existing = await surveys.lockSurvey(member.tenant, survey.surveyId);
  if (existing === undefined) return false;
  const changes = changesOfMeaning(
    codebook,
    survey,
    await surveys.questions(survey.surveyId),
    await surveys.importMeaning(survey.surveyId),
  );
  if (changes.length > 0)
    throw new DomainError(
      'INVALID_STATE',
      `The survey was imported before with another meaning: ${changes.join('; ')}. Give the codebook another key to import it as a new survey.`,
    );
  return true;
}

/** Creates the survey when it does not exist. */
async function ensureSurvey(
  { surveys, outbox }: { readonly surveys: ImportWrites; readonly outbox: Outbox },
  member: Member,
  codebook: Codebook,
  survey: ImportedSurvey,
  by: Attribution,
): Promise<void> {
  const { surveyId, collectorId, title, language, pages } = survey;
  const questions = survey.allQuestions;
  const { now } = by;
  if (!(await requireSameMeaning(surveys, member, codebook, survey))) {
    await surveys.insertSurvey({
      id: surveyId,
      tenant: member.tenant,
      ownerId: member.subject,
      title,
      language,
      status: 'open',
      version: 1,
      createdAt: now,
      updatedAt: now,
      openedAt: now,
      closedAt: null,
    });
    await surveys.insertPages(pages);
    await surveys.insertQuestions(questions);
    await surveys.insertCollector({
      id: collectorId,
      surveyId,
      name: 'Import',
      slug: `import-${collectorId}`,
      status: 'open',
      createdAt: now,
    });
    await outbox.append([
      gatewayEvent('gateway.survey.created.v1', surveyId, { surveyId, title, language }, by),
      gatewayEvent('gateway.survey.opened.v1', surveyId, { surveyId, version: 1, questionCount: questions.length }, by),
    ]);
  }
}

const listed = (all: readonly string[]) =>
  all
    .slice(0, LISTED)
    .map((name) => clip(name, 100))
    .join(', ') + (all.length > LISTED ? ` and ${all.length - LISTED} more` : '');
