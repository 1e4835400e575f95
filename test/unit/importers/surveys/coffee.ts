import { importText, memoryImportStore } from '../../../support/import-memory.js';

/** A small survey of one question of each simple kind, and its file. */
export const likes = {
  column: 'likes',
  heading: 'Do you like coffee?',
  family: 'single_choice',
  options: [
    { code: 'y', label: 'Yes' },
    { code: 'n', label: 'No' },
  ],
};
export const cups = { column: 'cups', heading: 'How many cups?', family: 'numeric', subtype: 'decimal' };
export const why = { column: 'why', heading: 'Why?', family: 'open_ended', subtype: 'essay' };
export const book = (over: object = {}, ...questions: object[]) => ({
  key: 'coffee',
  title: 'Coffee',
  respondentColumn: 'id',
  submitted: { at: '2026-11-01T00:00:00Z' },
  pages: [{ questions: questions.length > 0 ? questions : [likes, cups, why] }],
  ...over,
});
export const CSV = 'id,likes,cups,why\n1,y,2,good\n2,n,0.5,bad\n';

export const run = (codebook: object, csv: string, store = memoryImportStore()) => importText(store, codebook, csv);
