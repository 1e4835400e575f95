import { setTimeout as sleep } from 'node:timers/promises';
import { untilTrue } from '../until-true.js';
import { runLogExperiment, type LogExperiment } from './log-experiment.js';
import type { ProducerKind } from './producers.js';
import type { LedgerRow, Scenario } from './scenario.js';

type Rows = Readonly<Record<ProducerKind, LedgerRow>>;

/** These promise that an acknowledged record survives the loss of any one broker. */
const SAFE: readonly ProducerKind[] = ['acks all', 'idempotent', 'transactional'];
const lossless = (rows: Rows) => SAFE.every((kind) => rows[kind].lost === 0 && rows[kind].reordered === 0);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const longestGap = (rows: Rows) => seconds(Math.max(...SAFE.map((kind) => rows[kind].recoveredAfterMs)));

function losses(rows: Rows): string {
  const lossy = Object.values(rows).filter(({ lost }) => lost > 0);
  return lossy.length === 0
    ? 'No producer lost a record that it had been told was written.'
    : lossy.map(({ of, lost, accepted }) => `${of} lost ${lost} of ${accepted} acknowledged records.`).join(' ');
}

function copies(rows: Rows): string {
  const doubled = Object.values(rows).filter(({ duplicated }) => duplicated > 0);
  return doubled.length === 0
    ? 'No record is there twice.'
    : `${doubled.map(({ of, duplicated }) => `${of} has ${duplicated} copies`).join(', ')}: a batch whose answer was lost was sent again. A broker recognises a repetition only by the sequence numbers of an idempotent producer, and only of the same one. Consumers therefore recognise events by their ID.`;
}

const scenario = (name: string, title: string, expectation: string, experiment: LogExperiment): Scenario => ({
  name,
  title,
  expectation,
  run: (context) => runLogExperiment(context, experiment),
});

export const logScenarios: readonly Scenario[] = [
  scenario(
    'leader-killed',
    'The leader of every partition is killed',
    'Another in-sync replica takes over within a few seconds. Producers with acks=all lose nothing. With acks=1, records that only the leader had are lost; with acks=0 also those that were on their way. In a healthy cluster these are few.',
    {
      async fault({ cluster, timeline, leader, acknowledged }) {
        timeline.mark(`broker ${leader} is killed`);
        await cluster.kill(leader);
        await acknowledged(100);
        await cluster.revive(leader);
        timeline.mark(`broker ${leader} is started again`);
      },
      judge: (rows) => ({
        asExpected: lossless(rows),
        explanation: `The brokers noticed the death after their session timeout of 3 s, and a follower that had every acknowledged record took over: the longest pause of a safe producer was ${longestGap(rows)}. ${losses(rows)} ${copies(rows)}`,
      }),
    },
  ),
  scenario(
    'leader-killed-ahead',
    'The leader is killed while its followers are behind',
    'acks=1 means that the leader alone has a record. When it dies before its followers have copied it, the record is lost although the sender was told that it is written. acks=0 is told so in any case. acks=all waits for the followers, and loses nothing.',
    {
      async fault({ cluster, timeline, leader, followers, acknowledged }) {
        for (const id of followers) cluster.pause(id);
        timeline.mark(`brokers ${followers.join(' and ')} are paused`);
        await acknowledged(200, ['acks 0', 'acks 1']);
        timeline.mark(`broker ${leader} is killed, and the others go on`);
        await cluster.kill(leader);
        for (const id of followers) cluster.resume(id);
        await acknowledged(100);
        await cluster.revive(leader);
        timeline.mark(`broker ${leader} is started again`);
      },
      judge: (rows) => ({
        asExpected: lossless(rows) && rows['acks 1'].lost > 0 && rows['acks 0'].lost > 0,
        explanation: `${losses(rows)} The new leader never had these records, and the old one removed them when it came back as a follower. The safe producers were not acknowledged meanwhile; they waited up to ${longestGap(rows)}. ${copies(rows)}`,
      }),
    },
  ),
  scenario(
    'controller-killed',
    'The active controller is killed',
    'The other controllers elect a new one within a second or two. Partitions that other brokers lead go on without it; partitions of the killed broker wait for a new leader, which only a controller can name. Nothing that was acknowledged with acks=all is lost.',
    {
      async fault({ cluster, timeline, acknowledged }) {
        const controller = cluster.activeController();
        timeline.mark(`broker ${controller}, the active controller, is killed`);
        await cluster.kill(controller);
        await untilTrue('there is a new controller', 30_000, async () => cluster.activeController() !== controller);
        timeline.mark(`broker ${cluster.activeController()} is the active controller`);
        await acknowledged(100);
        await cluster.revive(controller);
        timeline.mark(`broker ${controller} is started again`);
      },
      judge: (rows) => ({
        asExpected: lossless(rows),
        explanation: `The longest pause of a safe producer was ${longestGap(rows)}. ${losses(rows)} ${copies(rows)}`,
      }),
    },
  ),
  scenario(
    'isr-shrunk',
    'Too few replicas are in sync',
    'With min.insync.replicas=3 and one of three brokers dead, brokers refuse writes with acks=all (NOT_ENOUGH_REPLICAS): they do not promise what they cannot keep. acks=1 and acks=0 go on with fewer copies. When the broker is back, writes are accepted again. Nothing is lost.',
    {
      minInSync: 3,
      async fault({ cluster, timeline, followers, topics, acknowledged }) {
        const [victim = 0] = followers;
        timeline.mark(`broker ${victim}, a follower, is killed`);
        await cluster.kill(victim);
        await cluster.settled('the dead broker is out of sync', topics, ({ inSync }) => !inSync.includes(victim));
        await acknowledged(300, ['acks 0', 'acks 1']);
        // Long enough that each safe producer has been refused.
        await sleep(4_000);
        await cluster.revive(victim);
        timeline.mark(`broker ${victim} is started again`);
      },
      judge: (rows) => {
        const refused = SAFE.every((kind) => Object.keys(rows[kind].errors).some((name) => /NOT_ENOUGH/.test(name)));
        return {
          asExpected: lossless(rows) && refused,
          explanation: `Safe producers were refused for up to ${longestGap(rows)} with ${[...new Set(SAFE.flatMap((kind) => Object.keys(rows[kind].errors)))].join(', ')}, and sent the same records again until they were accepted. ${losses(rows)} ${copies(rows)}`,
        };
      },
    },
  ),
  scenario(
    'broker-paused',
    'The leader stops for eight seconds and goes on',
    'A paused broker is like a dead one: after 3 s another leads. When it goes on, it still believes that it leads, until the controller tells it otherwise. What it accepts with acks=1 in between is lost. With acks=all it cannot acknowledge, because its followers no longer follow it.',
    {
      async fault({ cluster, timeline, leader, topics, acknowledged }) {
        cluster.pause(leader);
        timeline.mark(`broker ${leader} is paused`);
        await cluster.settled('another broker leads', topics, (partition) => partition.leader !== leader);
        await sleep(4_000);
        cluster.resume(leader);
        timeline.mark(`broker ${leader} goes on`);
        await acknowledged(100);
      },
      judge: (rows) => ({
        asExpected: lossless(rows),
        explanation: `The longest pause of a safe producer was ${longestGap(rows)}. ${losses(rows)} ${rows['acks 0'].lost > 0 ? 'With acks=0 nobody tells the producer that another broker leads, so it went on sending to the former leader, which ignored it. ' : ''}${copies(rows)}`,
      }),
    },
  ),
];
