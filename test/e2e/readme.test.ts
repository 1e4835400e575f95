import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { JWT_SECRET, testEnvironment } from '../support/gateway.js';
import {
  root,
  spawnProgram,
  startGatewayProcess,
  type GatewayProcess,
  type RunningProgram,
} from '../support/gateway-process.js';
import { until } from '../support/until.js';

const README = readFileSync(path.join(root, 'README.md'), 'utf8');
let environment: Awaited<ReturnType<typeof testEnvironment>>;
let gateway: GatewayProcess;
beforeAll(async () => {
  environment = await testEnvironment();
  gateway = await startGatewayProcess({ ...environment.variables, SEED: 'on' });
}, 180_000);
afterAll(async () => {
  await gateway?.kill('SIGTERM');
  await environment?.dispose();
}, 60_000);

/**
 * Runs the block of this name as it stands in the README, in a terminal that knows of no port; curl alone is told it.
 */
function runBlock(name: string): RunningProgram {
  const block = new RegExp(`<!-- run: ${name} -->\\n\`\`\`sh\\n([^]*?)\`\`\``).exec(README)?.[1];
  if (block === undefined) throw new Error(`The README has no block ${name}`);
  const { PORT: _port, ...elsewhere } = environment.variables;
  return spawnProgram(
    ['bash', '-euo', 'pipefail', '-c', block.replaceAll('localhost:4000', `localhost:${gateway.port}`)],
    elsewhere,
  );
}

/** The JSON that the block printed last; what npm warns about is beside it. */
async function lastLine(program: RunningProgram) {
  const { code } = await program.exited;
  const line = program
    .output()
    .trim()
    .split('\n')
    .filter((printed) => printed.startsWith('{'))
    .at(-1);
  if (code !== 0 || line === undefined) throw new Error(`It ended with ${code}:\n${program.output()}`);
  return JSON.parse(line);
}

/** How often each vote is in the data itself. */
function votes(): { readonly Clinton: number; readonly Dole: number } {
  const [header = '', ...rows] = readFileSync(path.join(root, 'data/anes96.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split('\t'));
  const column = [...header].indexOf("'vote'");
  const count = (code: string) => rows.filter((row) => row[column] === code).length;
  return { Clinton: count('0'), Dole: count('1') };
}

describe('the first start', () => {
  it('brings in the films, and reports the one without a title', async () => {
    expect(JSON.parse(readFileSync(path.join(root, 'data/movies.json'), 'utf8'))).toHaveLength(3201);
    const { movies } = await gateway.data('{ movies(first: 1) { totalCount } }');
    expect(movies.totalCount).toBe(3200);
    expect(gateway.output().match(/movies\.json row \d+ refused: .*/g)).toEqual([
      expect.stringMatching(/row \d+ refused: Title is missing/),
    ]);
    expect(gateway.output()).toContain('Movies: 3201 rows, 3200 imported, 0 known, 1 refused');
  });
});

describe("the README's", () => {
  it('REST block ends with a 304 and no bytes', async () => {
    const program = runBlock('rest');
    expect(await lastLine(program)).toEqual({ status: 304, bytes: 0 });
    expect(program.output()).toContain('"type":"gateway.');
  });

  it('first query counts the votes of 1996', async () => {
    const { data } = await lastLine(runBlock('query'));
    const [survey] = data.surveys.nodes;
    expect(survey).toMatchObject({ title: 'American National Election Survey 1996', responses: { totalCount: 944 } });
    const { options } = survey.results.find(
      ({ question }: { question: { heading: string } }) => question.heading === 'Whom do you expect to vote for?',
    );
    const counted = Object.fromEntries(
      options.map(({ option, count }: { option: { label: string }; count: number }) => [option.label, count]),
    );
    expect(counted).toEqual(votes());
    // As the README says.
    expect(counted).toEqual({ Clinton: 551, Dole: 393 });
  }, 90_000);

  it('first mutation books and pays two seats, and the confirmation arrives', async () => {
    const { data } = await lastLine(runBlock('mutation'));
    expect(data.payBooking.booking).toMatchObject({
      status: 'CONFIRMED',
      total: { amount: expect.stringMatching(/^\d+\.\d\d$/), currency: expect.any(String) },
    });
    expect(data.payBooking.booking.seats.map(({ label }: { label: string }) => label)).toEqual(['C4', 'C5']);

    const mailbox = path.join(environment.variables['STATE_DIR'] ?? '', 'mailbox');
    await until(
      'the confirmation is in the mailbox',
      () =>
        readdirSync(path.dirname(mailbox)).includes('mailbox') &&
        readdirSync(mailbox).some((name) => name.endsWith('.eml')),
      30_000,
    );
    const [mail = '', ...others] = readdirSync(mailbox).filter((name) => name.endsWith('.eml'));
    expect(others).toEqual([]);
    const text = readFileSync(path.join(mailbox, mail), 'utf8');
    expect(text).toContain('To: you@example.com');
    expect(text).toMatch(/C4, C5/);
  }, 90_000);

  it('first subscription prints the event of what is done meanwhile, with a cursor', async () => {
    const owner = await issueToken(JWT_SECRET, { role: 'owner', tenant: 'demo', subject: 'owner@demo' }, 3600);
    const subscription = runBlock('subscription');
    // Nobody sees from outside when it has begun, so there is always something more to hear.
    await until(
      'the subscription ends',
      async () => {
        await gateway.data('mutation { createSurvey(input: { title: "Heard" }) { survey { id } } }', {}, owner);
        return !subscription.running();
      },
      60_000,
    );
    expect(await lastLine(subscription)).toEqual({
      data: {
        events: {
          type: 'gateway.survey.created.v1',
          occurredAt: expect.stringMatching(/^20.*Z$/),
          data: expect.objectContaining({ title: 'Heard' }),
          cursor: expect.stringMatching(/.{20}/),
        },
      },
    });
    expect(subscription.output().match(/"cursor"/g)).toHaveLength(1);
  }, 90_000);
});
