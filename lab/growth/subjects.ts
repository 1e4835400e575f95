import { createHash } from 'node:crypto';
import { KINDS, type Id, type Kind } from '../../src/kernel/ids.js';

export const TENANT = 'bench-growth';
export const OWNER = 'owner@bench';
/** All instants of the data are before it. */
export const NOW = new Date();
/** The time of the first of all rows; the others follow evenly until NOW. */
export const BEGINNING = new Date(NOW.getTime() - 365 * 24 * 3_600_000);

/** The ID of the row `n` of a kind, which SQL makes too: see idSql. */
export function idOf(kind: Kind, n: number): Id {
  const hash = createHash('md5').update(`${kind}/${n}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${tag(kind)}-8${hash.slice(13, 16)}-${hash.slice(16, 28)}`;
}

/** An SQL expression for the ID of the row `n`. */
export function idSql(kind: Kind, n: string): string {
  const hash = `md5('${kind}/' || ${n})`;
  return `(substr(${hash}, 1, 12) || '8${tag(kind)}8' || substr(${hash}, 14, 15))::uuid`;
}

const tag = (kind: Kind) => KINDS[kind].toString(16).padStart(3, '0');

/** The questions of the survey that has all responses, with the numbers of their options and rows. */
export const CHOICE = { question: idOf('Question', 1), options: [1, 2, 3, 4, 5].map((n) => idOf('QuestionOption', n)) };
export const MATRIX = {
  question: idOf('Question', 2),
  options: [11, 12, 13].map((n) => idOf('QuestionOption', n)),
  rows: [21, 22].map((n) => idOf('QuestionOption', n)),
};
export const NUMBER = { question: idOf('Question', 3) };
export const SURVEY = idOf('Survey', 0);
export const COLLECTORS = [idOf('Collector', 1), idOf('Collector', 2)];
/** The title of few rows has this word. */
export const RARE_WORD = 'Xylophone';
