import { pick } from '../stores-comparison/seeded.js';
import { untilTrue } from '../until-true.js';
import type { Cluster } from './cluster.js';
import { settle } from './ledger.js';
import { startLoad, type Load } from './load.js';
import { createLoadProducer, PRODUCER_KINDS, recordOf, type ProducerKind } from './producers.js';
import { readRecords } from './read-records.js';
import type { LedgerRow, Outcome, ScenarioContext } from './scenario.js';
import { watchTimeline, type Timeline } from './timeline.js';

/** What a fault may use. */
export interface FaultContext {
  readonly cluster: Cluster;
  readonly timeline: Timeline;
  /** The broker that leads every topic of the experiment when it begins. */
  readonly leader: number;
  readonly followers: readonly number[];
  /** The topics of the experiment. */
  readonly topics: readonly string[];
  /** Resolves when every load that can has been acknowledged `count` times more. */
  acknowledged(count: number, of?: readonly ProducerKind[]): Promise<void>;
}

export interface LogExperiment {
  readonly minInSync?: number;
  /** Injects the fault under load. The loads go on until all are acknowledged again, and are then stopped. */
  fault(context: FaultContext): Promise<void>;
  /** Judges the rows, one for each producer kind. */
  judge(rows: Readonly<Record<ProducerKind, LedgerRow>>): Pick<Outcome, 'asExpected' | 'explanation'>;
}

const WARM_UP = 300;
const AFTERWARDS = 200;
const ACKNOWLEDGED_WITHIN_MS = 60_000;

/**
 * Runs five producers, one for each kind, against a topic each while the fault happens. Then everything is healed, the
 * topics are read, and each producer's acknowledgements are compared with what is there.
 */
export async function runLogExperiment(context: ScenarioContext, experiment: LogExperiment): Promise<Outcome> {
  const { cluster, random, name, startPart, onEntry } = context;
  const leader = pick(cluster.ids, random);
  const topicOf = (kind: ProducerKind) => `${name}-${kind.replace(' ', '-')}`;
  const topics = PRODUCER_KINDS.map(topicOf);
  for (const topic of topics) await cluster.createTopic(topic, { leader, minInSync: experiment.minInSync ?? 2 });

  const timeline = await startPart('Timeline', () => watchTimeline(cluster, topics, onEntry));
  const client = cluster.client();
  const loads = new Map<ProducerKind, Load>();
  for (const kind of PRODUCER_KINDS)
    loads.set(
      kind,
      await startPart(`Load (${kind})`, () => startLoad(createLoadProducer(client, kind, topicOf(kind)))),
    );
  const acknowledged = async (count: number, of: readonly ProducerKind[] = PRODUCER_KINDS) => {
    const goals = of.map((kind) => [loads.get(kind), (loads.get(kind)?.accepted.length ?? 0) + count] as const);
    await untilTrue(`${of.join(', ')}: ${count} more records are acknowledged`, ACKNOWLEDGED_WITHIN_MS, async () =>
      goals.every(([load, goal]) => (load?.accepted.length ?? 0) >= goal),
    );
  };
  await acknowledged(WARM_UP);
  const followers = cluster.ids.filter((id) => id !== leader);
  await experiment.fault({ cluster, timeline, leader, followers, topics, acknowledged });
  await acknowledged(AFTERWARDS);
  timeline.mark('every producer is acknowledged again');
  for (const load of loads.values()) await load.stop();
  await cluster.heal(topics);
  timeline.mark('every broker has all records');
  const found = await readRecords(client, topics);
  await timeline.stop();

  const rows = Object.fromEntries(
    [...loads].map(([kind, load]): [string, LedgerRow] => [
      kind,
      {
        of: kind,
        ...settle(
          load.accepted,
          (found.get(topicOf(kind)) ?? []).map(({ value }) => recordOf(value)),
        ),
        recoveredAfterMs: Math.round(load.longestGapMs),
        errors: Object.fromEntries(load.failures),
      },
    ]),
  ) as Record<ProducerKind, LedgerRow>;
  return { rows: Object.values(rows), ...experiment.judge(rows), timeline: timeline.entries };
}
