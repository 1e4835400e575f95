import type { ListenAddress } from '../src/ops/listen-on.js';
import { createBalancer } from './balancer.js';
import { createGatewayKeeper, type GatewayKeeper, type KeeperConfig, type KeeperEnd } from './gateway-keeper.js';

interface FleetConfig extends Pick<KeeperConfig, 'argv' | 'cwd' | 'logsDir' | 'output' | 'print' | 'backoff'> {
  readonly count: number;
  /** Where clients reach all of them. */
  readonly http: ListenAddress;
  /** The environment of a process of gateway `number` (from 1), given the port where the previous one listened. */
  readonly environment: (number: number, port: string | undefined) => NodeJS.ProcessEnv;
  /** Called with the processes that run, whenever they change. */
  readonly onProcesses: (pids: readonly number[]) => void;
  /** Called with the gateways' own URLs whenever one is up. They include those of gateways that have ended since. */
  readonly onUrls?: (urls: readonly string[]) => void;
}

/**
 * Keeps several gateways running behind one URL, each by a keeper of its own and on a port of its own. The first one is
 * up before the others start, so that one of them brings the database up to date and seeds. `start` resolves when all
 * are up. A gateway that is given up leaves the others running; the fleet ends when none is left, or one is refused.
 */
export function createGatewayFleet(config: FleetConfig): GatewayKeeper {
  const { count, http, environment, onProcesses, onUrls, print, ...common } = config;
  const balancer = createBalancer();
  const pids = new Map<number, number>();
  const urls = new Map<number, string>();
  let isStopping = false;
  let end: (how: KeeperEnd) => void = () => undefined;
  const ended = new Promise<KeeperEnd>((resolve) => (end = resolve));
  const keepers = Array.from({ length: count }, (_, index) => keeperOf(index + 1));
  const [first, ...others] = keepers as [GatewayKeeper, ...GatewayKeeper[]];

  function keeperOf(number: number): GatewayKeeper {
    const title = `Gateway ${number}`;
    return createGatewayKeeper({
      ...common,
      title,
      always: true,
      print,
      environment: (port) => environment(number, port),
      onProcess(pid) {
        if (pid === undefined) pids.delete(number);
        else pids.set(number, pid);
        onProcesses([...pids.values()]);
      },
      onUp(gateway, url) {
        print(`${title} is up: process ${gateway.pid}, also at ${url}.`);
        balancer.add(gateway);
        urls.set(number, url);
        onUrls?.([...urls.values()]);
      },
    });
  }

  /** Ends all. */
  async function stop(withinMs: number): Promise<void> {
    isStopping = true;
    balancer.close();
    await Promise.all(keepers.map((keeper) => keeper.stop(withinMs)));
    end({ kind: 'stopped' });
  }

  async function watch(): Promise<void> {
    const ends = keepers.map(async (keeper) => {
      const how = await keeper.ended;
      if (!isStopping && how.kind === 'given up') print(how.message);
      return how;
    });
    const last = (await Promise.all(ends)).at(-1);
    if (!isStopping && last !== undefined) end(last);
  }

  return {
    ended,
    async start() {
      void watch();
      const began = await first.start();
      if (began.kind !== 'up') return began;
      const url = await balancer.listen(http);
      const rest = await Promise.all(others.map((keeper) => keeper.start()));
      if (isStopping) return { kind: 'stopped' };
      return rest.find(({ kind }) => kind === 'refused') ?? { kind: 'up', url };
    },
    stop,
    kill() {
      isStopping = true;
      balancer.close();
      for (const keeper of keepers) keeper.kill();
    },
  };
}
