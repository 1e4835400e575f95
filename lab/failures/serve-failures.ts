import path from 'node:path';
import type { ServerResponse } from 'node:http';
import fastifyStatic from '@fastify/static';
import fastify from 'fastify';
import { LIVE_PATHS, type LiveState } from './live-state.js';
import type { Scenario } from './scenario.js';
import type { ScenarioResult } from './run-failures.js';
import type { TimelineEntry } from './timeline.js';

export interface ServeOptions {
  /** The checkout; its page must be built. */
  readonly root: string;
  /** 0 chooses a free one. */
  readonly port: number;
  readonly scenarios: readonly Scenario[];
  readonly run: (scenario: Scenario, onEntry: (entry: TimelineEntry) => void) => Promise<ScenarioResult>;
}

/** The page of the experiments, on this machine alone. */
export interface FailuresServer {
  readonly url: string;
  stop(): Promise<void>;
}

const MAX_FOLLOWERS = 20;
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Serves the page, tells its followers each change, and runs one scenario at a time when the page asks. Only requests
 * to a name of this machine are answered, and only its own page can begin a run.
 */
export async function serveFailures({ root, port, scenarios, run }: ServeOptions): Promise<FailuresServer> {
  const app = fastify({ bodyLimit: 1_000, forceCloseConnections: true });
  const followers = new Set<ServerResponse>();
  let state: LiveState = {
    scenarios: scenarios.map(({ name, title, expectation }) => ({ name, title, expectation })),
    running: null,
    results: [],
    problem: null,
  };

  const messageOf = () => `data: ${JSON.stringify(state)}\n\n`;
  function change(next: Partial<LiveState>): void {
    state = { ...state, ...next };
    for (const follower of followers) follower.write(messageOf());
  }

  async function begin(scenario: Scenario): Promise<void> {
    const entries: TimelineEntry[] = [];
    change({ running: { name: scenario.name, entries }, problem: null });
    try {
      const result = await run(scenario, (entry) => {
        entries.push(entry);
        change({});
      });
      const others = state.results.filter(({ name }) => name !== scenario.name);
      change({ running: null, results: [...others, result] });
    } catch (error) {
      change({ running: null, problem: `${scenario.name}: ${(error as Error).message}` });
    }
  }

  app.addHook('onRequest', async ({ headers, hostname }, reply) => {
    reply.headers({ 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' });
    const isHere = ['localhost', '127.0.0.1'].includes(hostname.replace(/:\d+$/, ''));
    const isOwnPage = headers.origin === undefined || headers.origin === `http://${headers.host}`;
    if (!isHere || !isOwnPage) await reply.status(403).send({ message: 'Open the page on this machine.' });
  });
  await app.register(fastifyStatic, { root: path.join(root, 'dist/lab-page'), prefix: '/lab/', index: false });
  app.get('/', async (_, reply) => reply.redirect(LIVE_PATHS.page));
  app.get(LIVE_PATHS.page, async (_, reply) => reply.sendFile('failures.html'));
  app.get(LIVE_PATHS.changes, (_, reply) => {
    if (followers.size >= MAX_FOLLOWERS) return reply.status(503).send({ message: 'Too many pages follow.' });
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    raw.write(messageOf());
    followers.add(raw);
    raw.on('close', () => followers.delete(raw));
  });
  app.post<{ Body: { readonly name?: unknown } | null }>(LIVE_PATHS.runs, async ({ body }, reply) => {
    const scenario = scenarios.find(({ name }) => name === body?.name);
    if (scenario === undefined) return reply.status(404).send({ message: 'Unknown scenario' });
    if (state.running !== null) return reply.status(409).send({ message: `${state.running.name} is running` });
    void begin(scenario);
    return reply.status(202).send({});
  });

  const url = await app.listen({ host: '127.0.0.1', port });
  return {
    url: `${url}${LIVE_PATHS.page}`,
    async stop() {
      for (const follower of followers) follower.end();
      await app.close();
    },
  };
}
