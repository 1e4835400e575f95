import { LRUCache } from 'lru-cache';
import type { Question, Survey } from '../../../domain/surveys/survey.js';
import type { Transaction } from '../transaction.js';
import { QUESTIONS_JSON } from './survey-sql.js';

/** The size of what is kept, in characters of JSON. The objects take about four times that. */
const KEPT_CHARACTERS = 2_000_000;

const QUESTIONS = `
  SELECT s.version, s.status::text AS status, ${QUESTIONS_JSON}::text AS questions FROM survey s WHERE s.id = $1::uuid`;

/** The questions of surveys, for those who answer them. */
export interface KnownQuestions {
  /** All questions of a survey, by page and position. Do not change them. */
  of(tx: Transaction, survey: Pick<Survey, 'id' | 'version'>): Promise<readonly Question[]>;
}

/**
 * Keeps the questions of published surveys, under the survey's version: they cannot change, and reading them takes
 * longer than all else that decides on a response. Those of a draft are read each time.
 */
export function createKnownQuestions(maxSize = KEPT_CHARACTERS): KnownQuestions {
  const known = new LRUCache<string, readonly Question[]>({ maxSize });
  return {
    async of(tx, { id, version }) {
      const found = known.get(`${id} ${version}`);
      if (found !== undefined) return found;
      const [row] = await tx.query<Pick<Survey, 'version' | 'status'> & { questions: string }>(
        'questions-to-answer',
        QUESTIONS,
        [id],
      );
      if (row === undefined) return [];
      const questions = JSON.parse(row.questions) as readonly Question[];
      const size = row.questions.length;
      if (row.status !== 'draft') known.set(`${id} ${row.version}`, questions, { size });
      return questions;
    },
  };
}
