/** The result of a request. */
export interface GraphQLAnswer<Data> {
  readonly data: Data;
  /** The whole body as received. */
  readonly body: string;
  /** The number of SQL statements and MongoDB commands; undefined where the gateway does not report it (production). */
  readonly cost: RequestCost | undefined;
}

/** The number of SQL statements and MongoDB commands that a request took. */
export interface RequestCost {
  readonly sqlStatements: number;
  readonly mongoCommands: number;
}

/** A client of one gateway as one member. */
export type GraphQLRequest = <Data = unknown>(
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<GraphQLAnswer<Data>>;

/** Creates the client, which throws when an answer has errors. */
export function graphqlRequest(url: string, token: string): GraphQLRequest {
  return async <Data>(query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    const body = await response.text();
    const { data, errors } = JSON.parse(body) as { data: Data; errors?: unknown };
    if (!response.ok || errors !== undefined)
      throw new Error(`The gateway answered ${response.status}: ${body.slice(0, 500)}`);
    return { data, body, cost: costOf(response.headers) };
  };
}

/** The cost that a gateway in development mode reports. Undefined when the gateway does not report it. */
export function costOf(headers: Headers): RequestCost | undefined {
  const serverTiming = headers.get('server-timing') ?? '';
  const [sql, mongo] = ['sql', 'mongo'].map((name) => new RegExp(`${name};desc="(\\d+)"`).exec(serverTiming)?.[1]);
  return sql === undefined || mongo === undefined
    ? undefined
    : { sqlStatements: Number(sql), mongoCommands: Number(mongo) };
}
