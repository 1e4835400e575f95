import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { someId, surveyCreated } from '../../support/events.js';
import { runProgram } from '../../support/gateway-process.js';
import { createOwnOutbox, type OwnOutbox } from '../../support/own-outbox.js';

/** Up to three programs are started by a test, on a machine that may be busy. */
jest.setTimeout(90_000);

let outbox: OwnOutbox;
beforeAll(async () => {
  outbox = await createOwnOutbox();
});
afterAll(() => outbox.drop());
afterEach(async () => {
  await outbox.database.pool.query('TRUNCATE outbox, parked_event');
});

describe('npm run parked', () => {
  const run = (...args: readonly string[]) =>
    runProgram([process.execPath, 'dist/src/cli/parked.js', ...args], { DATABASE_URL: outbox.url });
  const refused = surveyCreated({ tenant: 'globex' });
  const inOutbox = async () => (await outbox.queue.backlog()).depth;

  async function parkOne(): Promise<void> {
    await outbox.append([refused]);
    const [row] = await outbox.queue.unsent([0, 1, 2, 3], 1, []);
    await outbox.queue.park([{ seq: row?.seq ?? 0n, cause: 'TOO_LARGE', reason: 'of 5 MB\u0000' }]);
  }

  it('says that no event is parked', async () => {
    expect(await run()).toMatchObject({ code: 0, output: 'No parked events.\n' });
  });

  it('lists them with their cause, for people and for programs', async () => {
    await parkOne();
    const { output } = await run('--tenant', 'globex');
    for (const part of [refused.id, refused.aggregateId, 'TOO_LARGE', 'of 5 MB', '1 event parked'])
      expect(output).toContain(part);
    expect((await run('--cause', 'REJECTED')).output).toBe('No parked events.\n');
    expect(JSON.parse((await run('--json')).output)).toMatchObject({
      eventId: refused.id,
      cause: 'TOO_LARGE',
      tenant: 'globex',
    });
  });

  it('puts them back, and with --dry-run says only how many', async () => {
    await parkOne();
    expect((await run('--redrive', '--dry-run')).output).toBe('1 event would be put back into the outbox.\n');
    expect(await inOutbox()).toBe(0);
    expect((await run('--redrive', '--event', someId('Event'))).output).toBe('0 events put back into the outbox.\n');
    expect((await run('--redrive', '--event', refused.id)).output).toBe('1 event put back into the outbox.\n');
    expect((await outbox.queue.unsent([0, 1, 2, 3], 10, [])).map(({ attributes }) => attributes.id)).toEqual([
      refused.id,
    ]);
  });

  it.each([
    [['--help'], 0, 'Usage: npm run parked'],
    [['--cause', 'LOST'], 2, '--cause must be one of TOO_LARGE'],
    [['--event', 'x'], 2, '--event must be the ID of an event'],
    [['--limit', '0'], 2, '--limit must be a whole number from 1 to 100000'],
    [['--dry-run'], 2, '--dry-run needs --redrive'],
    [['--redrve'], 2, "Unknown option '--redrve'"],
    [['surveys'], 2, 'Unexpected argument "surveys"'],
  ])('%j is answered by a line', async (args, code, text) => {
    await parkOne();
    const { output, ...exit } = await run(...args);
    expect(exit.code).toBe(code);
    expect(output).toContain(text);
    expect(output).not.toContain('    at ');
    expect(await inOutbox()).toBe(0);
  });
});
