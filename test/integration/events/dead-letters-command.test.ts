import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createKafkaClient, type KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import { ensureTopics, gatewayTopics } from '../../../src/events/kafka/topics.js';
import { redriveTopic } from '../../../src/contracts/topics.js';
import { surveyCreated } from '../../support/events.js';
import { runProgram } from '../../support/gateway-process.js';
import { createLetterWriter } from '../../support/letter-writer.js';
import { silent } from '../../support/own-kafka.js';
import { readTopic } from '../../support/read-topic.js';
import { testServers } from '../../support/servers.js';

/** Several programs are started by a test, on a machine that may be busy. */
jest.setTimeout(120_000);

const GROUPS = ['event-log', 'analytics'];
const TOPIC_PREFIX = `cmd-${randomUUID().slice(0, 8)}.`;
let client: KafkaClient;
let writer: ReturnType<typeof createLetterWriter>;
beforeAll(async () => {
  client = createKafkaClient({
    brokers: testServers().kafkaBrokers,
    clientId: 'test',
    topicPrefix: TOPIC_PREFIX,
    logger: silent,
  });
  await ensureTopics(client, gatewayTopics(GROUPS), 1);
  writer = createLetterWriter(TOPIC_PREFIX);
});
afterAll(async () => {
  await writer?.stop();
  await client.ask(async (admin) =>
    admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(TOPIC_PREFIX)) }),
  );
  await client.stop();
});

const run = (program: 'dead-letters' | 'redrive', ...args: readonly string[]) =>
  runProgram([process.execPath, `dist/src/cli/${program}.js`, ...args], {
    KAFKA_BROKERS: testServers().kafkaBrokers.join(','),
    TOPIC_PREFIX,
  });
const redriven = async (group: string) =>
  (await readTopic(client, client.topicName(redriveTopic(group)))).map(({ headers }) => headers['ce_id']?.toString());

describe('npm run dead-letters', () => {
  it('lists letters of every tenant, shows one whole, and redrives one or those of a filter', async () => {
    expect(await run('dead-letters', 'list')).toMatchObject({ code: 0, output: 'No dead letters.\n' });
    const [mine, theirs, homeless] = ['acme', 'globex', ''].map((tenant) => surveyCreated({ tenant: tenant || 'x' }));
    if (mine === undefined || theirs === undefined || homeless === undefined) throw new Error('No events');
    await writer.write('event-log', mine, { reason: 'relation of seats is missing' });
    await writer.write('event-log', theirs, { cause: 'schema_violation' });
    await writer.write('analytics', homeless, { headers: { ce_tenant: '' } });

    const { output } = await run('dead-letters', 'list');
    for (const part of ['handler_failed', 'schema_violation', 'tenant acme', 'tenant globex', 'tenant unknown'])
      expect(output).toContain(part);
    expect(output).toContain('3 dead letters.');
    expect((await run('dead-letters', 'list', '--tenant', 'globex')).output).toContain('1 dead letter.');
    expect((await run('dead-letters', 'list', '--limit', '1')).output).toContain('1 of 3 dead letters.');

    const listed = await run('dead-letters', 'list', '--group', 'event-log', '--tenant', 'acme', '--json');
    const letter = JSON.parse(listed.output) as { id: string; eventId: string };
    expect(letter).toMatchObject({ eventId: mine.id, group: 'event-log', cause: 'handler_failed' });
    const shown = (await run('dead-letters', 'show', letter.id)).output;
    for (const part of ['relation of seats is missing', 'letter-writer.ts', mine.id, '"title":"Lunch"'])
      expect(shown).toContain(part);

    expect((await run('dead-letters', 'redrive', letter.id, '--dry-run')).output).toBe(
      'Would redrive 1 dead letter.\n',
    );
    expect(await redriven('event-log')).toEqual([]);
    expect((await run('dead-letters', 'redrive', letter.id)).output).toBe('Redrove 1 dead letter.\n');
    expect(await redriven('event-log')).toEqual([mine.id]);
    const again = await run('dead-letters', 'redrive', letter.id);
    expect({ code: again.code, output: again.output }).toEqual({
      code: 1,
      output: `${letter.id} stays: there is no such open dead letter any more.\nRedrove 0 dead letters.\n`,
    });
    expect(await run('dead-letters', 'show', letter.id)).toMatchObject({
      code: 1,
      output: expect.stringContaining('There is no open dead letter'),
    });
    await run('dead-letters', 'redrive', '--group', 'event-log', '--tenant', 'acme');
    expect(await redriven('event-log')).toEqual([mine.id]);
    await run('dead-letters', 'redrive', '--group', 'event-log', '--cause', 'schema_violation');
    expect(await redriven('event-log')).toEqual([mine.id, theirs.id]);
    expect((await run('dead-letters', 'list')).output).toContain('1 dead letter.');
  });
});

describe('npm run redrive', () => {
  it('says what it would send, what it has sent, and what stays', async () => {
    await run('redrive', 'analytics');
    const before = await redriven('analytics');
    const [tried, fresh] = [surveyCreated(), surveyCreated()];
    await writer.write('analytics', tried, { headers: { 'dead-letter-redrives': '3' } });
    await writer.write('analytics', fresh);
    const stays = '1 dead letter stays: redriven 3 times without success; --force redrives also these.\n';
    expect((await run('redrive', 'analytics', '--dry-run')).output).toBe(
      `Would send 1 dead letter to analytics again.\n${stays}`,
    );
    expect(await redriven('analytics')).toEqual(before);
    expect((await run('redrive', 'analytics')).output).toBe(`Sent 1 dead letter to analytics again.\n${stays}`);
    expect((await run('redrive', 'analytics', '--force')).output).toBe('Sent 1 dead letter to analytics again.\n');
    expect(await redriven('analytics')).toEqual([...before, fresh.id, tried.id]);
    expect((await run('redrive', 'analytics')).output).toBe('analytics has no dead letters.\n');
  });
});
