import type { ReadRequest } from '../reads-bench/burst.js';
import type { Json, PeerRead, PeerSubjects } from './peer-read.js';

/** A server that is compared, or one way to send it a read. */
export interface Contestant {
  readonly name: string;
  readonly title: string;
  /** The server's process. */
  readonly pid: number;
  /** The application_name of its connections to PostgreSQL; `%` is any text. */
  readonly connections: string;
  requestsOf(read: PeerRead): readonly ReadRequest[];
  /** The `data` of the gateway's answer, computed from the bodies. */
  dataOf(read: PeerRead, bodies: readonly Json[]): Json;
}

/** A running server. */
export interface ContestantServer {
  readonly url: string;
  readonly pid: number;
}

export interface ContestantsConfig {
  readonly token: string;
  readonly subjects: PeerSubjects;
  readonly gateway: ContestantServer;
  readonly baseline: ContestantServer;
  readonly naive: ContestantServer;
  /** Undefined where it is not installed or cannot run. */
  readonly mercurius: ContestantServer | undefined;
  readonly postgraphile: ContestantServer | undefined;
  /** The ID under which the gateway knows the document of a read. */
  readonly documentIdOf: (read: PeerRead) => string;
}

/** The name of the contestant with which the others are compared. */
export const BASELINE = 'baseline';

const onlyData = (_: PeerRead, [body]: readonly Json[]): Json => body.data;

/** All contestants whose servers run. */
export function createContestants(config: ContestantsConfig): Contestant[] {
  const { token, subjects, gateway, baseline, naive, mercurius, postgraphile, documentIdOf } = config;
  const authorization = `Bearer ${token}`;
  const get = (url: string): ReadRequest => ({ url, method: 'GET', headers: { authorization } });
  const post = (url: string, body: object): ReadRequest => ({
    url,
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const idOf = ({ subject }: PeerRead) => (subject === undefined ? undefined : subjects[subject]);
  const variablesOf = (read: PeerRead) => (read.subject === undefined ? {} : { id: idOf(read) });
  const ofGateway = { pid: gateway.pid, connections: 'graphql-gateway%' };
  const sendsQuery = (name: string, title: string, { url, pid }: ContestantServer): Contestant => ({
    name,
    title,
    pid,
    connections: name,
    requestsOf: (read) => [post(`${url}/graphql`, { query: read.query, variables: variablesOf(read) })],
    dataOf: onlyData,
  });

  return [
    {
      name: BASELINE,
      title: 'hand-written endpoint',
      pid: baseline.pid,
      connections: BASELINE,
      requestsOf: (read) => [get(`${baseline.url}${read.baseline}${idOf(read) ?? ''}`)],
      dataOf: onlyData,
    },
    { ...sendsQuery('gateway', 'gateway, GraphQL by its text', gateway), ...ofGateway },
    {
      name: 'knownOperation',
      title: 'gateway, known operation by POST',
      ...ofGateway,
      requestsOf: (read) => [
        post(`${gateway.url}/graphql`, { documentId: documentIdOf(read), variables: variablesOf(read) }),
      ],
      dataOf: onlyData,
    },
    {
      name: 'knownOperationGet',
      title: 'gateway, known operation by GET',
      ...ofGateway,
      requestsOf(read) {
        const parameters = { documentId: documentIdOf(read), variables: JSON.stringify(variablesOf(read)) };
        return [get(`${gateway.url}/graphql?${new URLSearchParams(parameters)}`)];
      },
      dataOf: onlyData,
    },
    {
      name: 'rest',
      title: 'gateway, REST v1',
      ...ofGateway,
      requestsOf: ({ rest }) => rest.paths(subjects).map((path) => get(`${gateway.url}/api/v1${path}`)),
      dataOf: ({ rest }, bodies) => rest.dataOf(bodies),
    },
    sendsQuery('naive', 'Apollo + Prisma + DataLoader', naive),
    ...(mercurius === undefined ? [] : [sendsQuery('mercurius', 'mercurius + JIT + loaders + named SQL', mercurius)]),
    ...(postgraphile === undefined
      ? []
      : [
          {
            ...sendsQuery('postgraphile', 'PostGraphile 5 (Amber)', postgraphile),
            requestsOf: (read: PeerRead) => [
              post(`${postgraphile.url}/graphql`, { query: read.postgraphile.query, variables: variablesOf(read) }),
            ],
            dataOf: (read: PeerRead, [body]: readonly Json[]) => read.postgraphile.dataOf(body.data),
          },
        ]),
  ];
}
