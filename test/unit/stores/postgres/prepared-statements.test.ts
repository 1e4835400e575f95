import { describe, expect, it } from '@jest/globals';
import { PREPARED_LIMITS, PreparedStatements } from '../../../../src/stores/postgres/prepared-statements.js';

function connection() {
  const pg = { parsedStatements: {} as Record<string, string> };
  const sent: { text: string; callback: (error: unknown) => void }[] = [];
  const prepared = new PreparedStatements(pg, (text, callback) => sent.push({ text, callback }));
  return {
    pg,
    sent,
    prepare(name: string, text = 'SELECT 1') {
      prepared.beforeSending({ name, text });
      pg.parsedStatements[name] = text;
    },
  };
}

describe('the prepared statements of a connection', () => {
  it('are forgotten when there are too many', () => {
    const { pg, sent, prepare } = connection();
    for (let n = 0; n < PREPARED_LIMITS.statements; n += 1) prepare(`s${n}`);
    prepare('s0');
    expect(sent).toEqual([]);
    prepare('one more');
    expect(sent.map(({ text }) => text)).toEqual(['DEALLOCATE ALL']);
    sent[0]?.callback(null);
    expect(pg.parsedStatements).toEqual({});
  });

  it('are forgotten when their texts are too long together', () => {
    const { sent, prepare } = connection();
    for (let n = 0; n < 11; n += 1) prepare(`s${n}`, 'x'.repeat(PREPARED_LIMITS.characters / 10));
    expect(sent).toHaveLength(1);
  });

  it('are forgotten at the next statement when forgetting has failed', () => {
    const { pg, sent, prepare } = connection();
    for (let n = 0; n <= PREPARED_LIMITS.statements; n += 1) prepare(`s${n}`);
    sent[0]?.callback(new Error('current transaction is aborted'));
    expect(Object.keys(pg.parsedStatements).length).toBeGreaterThan(PREPARED_LIMITS.statements);
    prepare('another');
    expect(sent).toHaveLength(2);
    sent[1]?.callback(null);
    prepare('and another');
    expect(sent).toHaveLength(2);
  });

  it('do not count what has no name', () => {
    const sent: string[] = [];
    const prepared = new PreparedStatements({ parsedStatements: {} }, (text) => sent.push(text));
    for (let n = 0; n < 1_000; n += 1) {
      prepared.beforeSending('SELECT 1');
      prepared.beforeSending({ name: '', text: `SELECT ${n}` });
      prepared.beforeSending(undefined);
    }
    expect(sent).toEqual([]);
  });
});
