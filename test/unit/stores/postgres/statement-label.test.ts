import { describe, expect, it } from '@jest/globals';
import { nameOf } from '../../../../src/stores/postgres/statement-name.js';
import { statementLabel } from '../../../../src/stores/postgres/statement-label.js';

describe('the label of a statement', () => {
  it('is the name that the code gives it', () => {
    expect(statementLabel({ name: 'outbox-unsent', text: 'SELECT 1' }, false)).toBe('outbox-unsent');
  });

  it('is the same for all plans and all statements of Prisma, whose names are hashes', () => {
    const labels = Array.from({ length: 1_000 }, (_, at) => statementLabel({ name: nameOf(`SELECT ${at}`) }, false));
    expect(new Set(labels)).toEqual(new Set(['planned']));
  });

  it('is one for statements without a name and one for the ends of transactions', () => {
    expect(statementLabel('BEGIN', false)).toBe('unnamed');
    expect(statementLabel({ name: '', text: 'SELECT 1' }, false)).toBe('unnamed');
    expect(statementLabel('COMMIT', true)).toBe('end-transaction');
  });

  it('is one for the last writes of transactions, which take the commit along', () => {
    const writes = { name: nameOf('WITH w0'), text: 'WITH w0' };
    expect(statementLabel({ ...writes, place: 'last' }, false)).toBe('writes-and-commit');
    expect(statementLabel({ ...writes, place: 'only' }, false)).toBe('writes-and-commit');
    expect(statementLabel({ ...writes, place: 'first' }, false)).toBe('planned');
  });
});
