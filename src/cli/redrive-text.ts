import type { RedriveOutcome } from '../contracts/dead-letter.js';

const WHY: Readonly<Record<RedriveOutcome, string>> = {
  redriven: '',
  not_found: 'there is no such open dead letter any more',
  redriven_too_often: 'redriven 3 times without success; --force redrives also these',
  content_gone: 'the log no longer has the record that the letter refers to',
  rejected: 'the broker refuses the record',
};

/** Why a letter was not redriven, for people. */
export const whyLeft = (outcome: RedriveOutcome): string => WHY[outcome];

/** A number of dead letters. */
export const letters = (count: number): string => `${count} dead letter${count === 1 ? '' : 's'}`;
