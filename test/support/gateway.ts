import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { createGateway, type Gateway } from '../../src/compose/gateway.js';
import type { GatewayOptions } from '../../src/compose/ports.js';
import { readEnvironment } from '../../src/config/environment.js';
import type { MemberRole } from '../../src/kernel/viewer.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { createOwnDatabase } from './own-database.js';
import { EXECUTOR, testServers } from './servers.js';

export const JWT_SECRET = 'test-secret-of-at-least-32-characters';

export interface GraphQLResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Any: tests read answers by path. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Record<string, unknown> & { readonly code: string };
  }[];
}

/** A gateway in this process, on the real servers, with a database, topics and event log of its own. */
export interface TestGateway {
  readonly url: string;
  readonly gateway: Gateway;
  readonly environment: Record<string, string>;
  /** Sends an operation as `token`'s bearer, or as the anonymous. */
  graphql(query: string, variables?: Record<string, unknown>, token?: string): Promise<GraphQLResponse>;
  /** The data of an operation that must succeed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data(query: string, variables?: Record<string, unknown>, token?: string): Promise<any>;
  token(role: MemberRole, tenant?: string, subject?: string): Promise<string>;
  /** A graphql-ws client; closed with the gateway. */
  subscriber(token?: string): Client;
  stop(): Promise<void>;
}

/** The environment of a gateway that shares nothing but the servers with any other. */
export async function testEnvironment(): Promise<{
  readonly variables: Record<string, string>;
  readonly dispose: () => Promise<void>;
}> {
  const servers = testServers();
  const { KAFKA_CLIENT } = process.env;
  const database = await createOwnDatabase();
  const stateDir = await mkdtemp(path.join(tmpdir(), 'gateway-test-'));
  const name = `t${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const mongodbUrl = new URL(servers.mongodbUrl);
  mongodbUrl.pathname = `/${name}`;
  return {
    variables: {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      STATE_DIR: stateDir,
      LOG_LEVEL: 'error',
      SEED: 'off',
      TOPIC_PREFIX: `${name}.`,
      DATABASE_URL: database.url,
      MONGODB_URL: mongodbUrl.href,
      KAFKA_BROKERS: servers.kafkaBrokers.join(','),
      // Of a run with another client library: "npm run test:kafka:confluent".
      ...(KAFKA_CLIENT !== undefined && { KAFKA_CLIENT }),
      JWT_SECRET,
      SIGNING_SECRET: `signing-${JWT_SECRET}`,
      GRAPHQL_EXECUTOR: EXECUTOR,
    },
    async dispose() {
      await database.drop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/** Starts a gateway; `over` replaces variables of its environment. */
export async function startGateway(
  over: Record<string, string> = {},
  options: GatewayOptions = {},
): Promise<TestGateway> {
  const { variables, dispose } = await testEnvironment();
  const environment = { ...variables, ...over };
  const gateway = createGateway(
    readEnvironment(path.resolve(import.meta.dirname, '../..'), environment),
    undefined,
    options,
  );
  const { url } = await gateway.start();
  const clients: Client[] = [];
  const client = graphqlClient(url);
  return {
    url,
    gateway,
    environment,
    ...client,
    token: (role, tenant = 'acme', subject = `${role}@${tenant}`) =>
      issueToken(JWT_SECRET, { role, tenant, subject }, 3600),
    subscriber(token) {
      const opened = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        ...(token && { connectionParams: { authorization: `Bearer ${token}` } }),
      });
      clients.push(opened);
      return opened;
    },
    async stop() {
      await Promise.all(clients.map((opened) => opened.dispose()));
      await gateway.stop();
      await dispose();
    },
  };
}

/** How tests speak to a gateway over HTTP. */
export function graphqlClient(url: string): Pick<TestGateway, 'graphql' | 'data'> {
  const graphql: TestGateway['graphql'] = async (query, variables = {}, token) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as { data?: unknown; errors?: GraphQLResponse['errors'] };
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors ?? [] };
  };
  return {
    graphql,
    async data(query, variables, token) {
      const { data, errors } = await graphql(query, variables, token);
      if (errors.length > 0) throw new Error(`${query.slice(0, 80)}: ${JSON.stringify(errors)}`);
      return data;
    },
  };
}
