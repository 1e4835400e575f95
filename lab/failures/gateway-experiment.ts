import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { stateFolder } from '../../stack/state-folder.js';
import { startBenchGateway, type BenchServers } from '../bench-gateway.js';
import type { ChildServer } from '../child-server.js';
import { graphqlRequest, type GraphQLRequest } from '../graphql-request.js';
import { connectTo, type Connections } from '../relay-bench/connections.js';
import { ownInstallation } from '../rolling-upgrade/own-installation.js';
import { startWriters } from '../rolling-upgrade/writers.js';
import { untilTrue } from '../until-true.js';
import { compareEvents } from './compare-events.js';
import type { Outcome, ScenarioContext, LedgerRow } from './scenario.js';
import { watchTimeline, type Timeline } from './timeline.js';

/** What a fault in an installation may use. */
export interface InstallationFault extends Pick<ScenarioContext, 'cluster' | 'stack' | 'random' | 'startPart'> {
  readonly timeline: Timeline;
  readonly gateways: readonly ChildServer[];
  /** Connections to its databases. A killed database ends them. */
  readonly connections: Connections;
  readonly servers: BenchServers;
  readonly tenant: string;
  /** The names of its topics on the cluster. */
  readonly topics: readonly string[];
  /** Starts one more gateway. */
  startGateway(): Promise<ChildServer>;
  /** Resolves when an event that is written from now on is in the event log. */
  recovered(): Promise<void>;
}

export interface GatewayExperiment {
  readonly gateways?: number;
  /** The number of writers of each gateway. */
  readonly writers?: number;
  /** The time within which everything that was committed reaches the event log after the fault. */
  readonly settledWithinMs?: number;
  /**
   * Injects the fault under load. At its end at least one gateway runs. It may return further facts for the
   * explanation.
   */
  fault(context: InstallationFault): Promise<Readonly<Record<string, number>> | void>;
  judge(row: LedgerRow, facts: Readonly<Record<string, number>>): Pick<Outcome, 'asExpected' | 'explanation'>;
}

const PATIENCE_MS = 60_000;
const CREATE = 'mutation { createSurvey(input: { title: "After the fault" }) { survey { id } } }';
const LOGGED = 'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }, first: 1) { nodes { id } } }';

/**
 * Runs gateways with databases and topics of their own, each with writers, while the fault happens. When everything has
 * settled, the events that were committed are compared with the topics and with the event log.
 */
export async function runGatewayExperiment(context: ScenarioContext, experiment: GatewayExperiment): Promise<Outcome> {
  const { cluster, stack, name, random, startPart, onEntry } = context;
  const installation = await startPart('Installation', () => ownInstallation(context.servers, name));
  const { servers, variables } = installation;
  const tenant = 'failures';
  const token = await issueToken(servers.jwtSecret, { role: 'owner', tenant, subject: 'owner@failures' }, 3_600);
  const logFile = path.join(stateFolder(context.servers.stateDir).logs, 'failures-gateways.log');
  const started: ChildServer[] = [];
  const startGateway = async () => {
    const gateway = await startPart(`Gateway ${started.length + 1}`, () =>
      startBenchGateway(servers, 'production', { ...variables, KAFKA_REPLICATION: '3' }, { logFile }),
    );
    started.push(gateway);
    return gateway;
  };
  const gateways = [await startGateway()];
  while (gateways.length < (experiment.gateways ?? 1)) gateways.push(await startGateway());
  const topics = ['survey-events', 'booking-events'].map((topic) => `${variables['TOPIC_PREFIX']}${topic}`);
  const timeline = await startPart('Timeline', () => watchTimeline(cluster, topics.slice(0, 1), onEntry));
  const connections = await startPart('Connections', () => connectTo(servers));
  const running = () => started.filter((gateway) => gateway.isRunning());

  let turn = 0;
  /** Asks the running gateways in turn, as clients behind a load balancer do. */
  const requestOnce: GraphQLRequest = async (query, given) => {
    const [gateway] = running().slice((turn += 1) % Math.max(1, running().length));
    if (gateway === undefined) throw new Error('No gateway runs');
    return graphqlRequest(gateway.url, token)(query, given);
  };
  /** Asks until a gateway answers. */
  const request: GraphQLRequest = async <Data>(query: string, given?: Readonly<Record<string, unknown>>) => {
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(100))
      try {
        return await requestOnce<Data>(query, given);
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
  };

  const recovered = async () => {
    const { data } = await request<{ createSurvey: { survey: { id: string } } }>(CREATE);
    const { id } = data.createSurvey.survey;
    await untilTrue('a new event is in the event log', PATIENCE_MS, async () => {
      const answer = await request<{ eventLogs: { nodes: readonly unknown[] } }>(LOGGED, { id });
      return answer.data.eventLogs.nodes.length > 0;
    });
  };

  await recovered();
  timeline.mark(`${gateways.length === 1 ? 'a gateway' : `${gateways.length} gateways`}, written to by clients`);
  const writers = gateways.map(() => startWriters(requestOnce, experiment.writers ?? 2));
  await recovered();
  const began = performance.now();
  const facts =
    (await experiment.fault({
      cluster,
      stack,
      random,
      startPart,
      timeline,
      gateways,
      connections,
      servers,
      tenant,
      topics,
      startGateway,
      async recovered() {
        await recovered();
        timeline.mark('a new event is in the event log');
      },
    })) ?? {};
  const recoveredAfterMs = facts['recoveredAfterMs'] ?? performance.now() - began;
  const written = await Promise.all(writers.map((each) => each.stop()));
  const answered = written.reduce((sum, each) => sum + each.answered, 0);
  const failed = written.reduce((sum, each) => sum + each.failed, 0);
  await cluster.heal(topics);
  const fresh = await startPart('Connections', () => connectTo(servers));
  const counts = await compareEvents({
    connections: fresh,
    client: cluster.client(),
    topics,
    tenant,
    answered,
    request,
    ...(experiment.settledWithinMs !== undefined && { withinMs: experiment.settledWithinMs }),
  });
  timeline.mark('everything that was committed is in the event log');
  await timeline.stop();
  for (const gateway of running()) await gateway.stop();
  await fresh.stop();
  await installation.stop();
  const row: LedgerRow = {
    of: gateways.length === 1 ? 'gateway' : `${gateways.length} gateways`,
    ...counts,
    recoveredAfterMs: Math.round(recoveredAfterMs),
    errors: failed === 0 ? {} : { 'requests without an answer': failed },
  };
  return { rows: [row], ...experiment.judge(row, facts), timeline: timeline.entries };
}
