import { randomUUID } from 'node:crypto';
import type { TestGateway } from './gateway.js';
import type { RestAnswer, RestClient } from './rest.js';

/** Of the Server-Timing header: the statements that a request has sent to PostgreSQL and waited for. */
export function statementsOf(headers: Headers): number {
  const [, sent] = /sql;desc="(\d+)"/.exec(headers.get('server-timing') ?? '') ?? [];
  if (sent === undefined) throw new Error('The answer has no count of statements');
  return Number(sent);
}

/** Sends mutations, and notes how many statements each has taken. */
export function countedMutations(gateway: TestGateway, isKeyed: boolean) {
  const counts: Record<string, number> = {};
  return {
    counts,
    /** The field of a mutation that must succeed, its arguments and selection as texts of the query. */
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    async send(field: string, args: string, selection: string, token?: string): Promise<any> {
      const key = isKeyed ? ` idempotencyKey: "${randomUUID()}"` : '';
      const { data, errors, headers } = await gateway.graphql(
        `mutation { ${field}(${args}${key}) { ${selection} } }`,
        {},
        token,
      );
      if (errors.length > 0) throw new Error(`${field}: ${JSON.stringify(errors)}`);
      counts[field] = statementsOf(headers);
      return data[field];
    },
  };
}

/** Sends REST requests, and notes how many statements each has taken. */
export function countedRequests(isKeyed: boolean) {
  const counts: Record<string, number> = {};
  return {
    counts,
    /** A request that must succeed. */
    async send(
      name: string,
      client: RestClient,
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<RestAnswer['body']> {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const answer = await client.send(method, path, body === undefined ? undefined : JSON.stringify(body), {
        ...(body !== undefined && { 'content-type': type }),
        ...(isKeyed && { 'idempotency-key': randomUUID() }),
        ...headers,
      });
      if (answer.status >= 300) throw new Error(`${name}: ${answer.status} ${answer.text}`);
      counts[name] = statementsOf(answer.headers);
      return answer.body;
    },
  };
}
