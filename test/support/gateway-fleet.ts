import { issueToken } from '../../src/ops/identity/issue-token.js';
import { graphqlClient, JWT_SECRET, testEnvironment, type TestGateway } from './gateway.js';
import { spawnProgram, type Exit, type RunningProgram } from './gateway-process.js';
import { scrape } from './metrics.js';
import { until } from './until.js';

const PATIENCE_MS = 120_000;

/** One of several gateways. */
export interface FleetMember extends Pick<TestGateway, 'graphql' | 'data'> {
  readonly number: number;
  readonly pid: number;
  /** Its own, beside the URL of all. */
  readonly url: string;
}

/** `npm start -- --gateways N` on the tests' servers, with a database, topics and an event log of its own. */
export interface Fleet extends Pick<TestGateway, 'graphql' | 'data'> {
  readonly url: string;
  readonly launcher: RunningProgram;
  readonly variables: Readonly<Record<string, string>>;
  /** Those that have been up last, by number. */
  members(): readonly FleetMember[];
  token(subject: string): Promise<string>;
  /** The members that lead shards of the outbox, with the number of shards. */
  shardsLed(): Promise<ReadonlyMap<FleetMember, number>>;
  /** Ends the launcher by the signal, waits for its end, and removes what it has made. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

/** Starts it and waits until all gateways are up. Fails with what it printed when it ends before. */
export async function startFleet(count: number, over: Readonly<Record<string, string>> = {}): Promise<Fleet> {
  const environment = await testEnvironment();
  const variables = { ...environment.variables, ...over };
  const launcher = spawnProgram([process.execPath, 'dist/stack/cli/start.js', '--gateways', String(count)], variables);
  const printedUrl = () => /behind one URL\.[^]*? +Lab +(http\S+)\/lab/.exec(launcher.output())?.[1];
  const stop: Fleet['stop'] = async (signal = 'SIGTERM') => {
    launcher.child.kill(signal);
    const exit = await launcher.exited;
    await environment.dispose();
    return exit;
  };
  try {
    await until('it is up', () => printedUrl() !== undefined || !launcher.running(), PATIENCE_MS);
    const url = printedUrl();
    if (url === undefined) throw new Error('The launcher has ended');
    const members = () => membersIn(launcher.output());
    await until('all are ready', async () => (await Promise.all(members().map(isReady))).every(Boolean), PATIENCE_MS);
    return {
      url,
      launcher,
      variables,
      members,
      stop,
      ...graphqlClient(url),
      token: (subject) => issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject }, 3600),
      async shardsLed() {
        const led = await Promise.all(
          members().map(async (member) => {
            const series = await scrape(member.url).catch(() => undefined);
            return [member, series?.['gateway_outbox_shards_led'] ?? 0] as const;
          }),
        );
        return new Map(led.filter(([, shards]) => shards > 0));
      },
    };
  } catch (error) {
    await stop('SIGKILL');
    throw new Error(`${(error as Error).message}. It printed:\n${launcher.output()}`, { cause: error });
  }
}

function membersIn(output: string): readonly FleetMember[] {
  const latest = new Map<number, FleetMember>();
  for (const [, number, pid, url = ''] of output.matchAll(/Gateway (\d) is up: process (\d+), also at (http\S+)\.\n/g))
    latest.set(Number(number), { number: Number(number), pid: Number(pid), url, ...graphqlClient(url) });
  return [...latest.values()].sort((a, b) => a.number - b.number);
}

const isReady = ({ url }: FleetMember) =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
