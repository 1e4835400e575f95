import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openBothExecutors, type BothExecutorsConfig } from './both-executors.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import { bookingRows } from './booking-rows.js';
import { loggedEvents } from './event-rows.js';
import { idsAndSlugsOf } from './known-values.js';
import { operationSchema } from './operation-schema.js';
import type { RestPorts, SendRest } from './rest-cases.js';
import { ROLES, type RoleName } from './roles.js';
import { completed, type CasesOptions, type Execute } from './run-cases.js';
import { surveyRows } from './survey-rows.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';

/** The inputs of a run of cases. Call `stop` after the run. */
export type Comparison = Pick<CasesOptions, 'schema' | 'executors' | 'known'> & {
  readonly rest: RestPorts;
  stop(): Promise<void>;
};

const TOKEN_SECONDS = 24 * 3600;
const TOKENS = 6;

/** Opens both executors over an empty, migrated database, and fills it with the data of the comparison. */
export async function openComparison(config: BothExecutorsConfig): Promise<Comparison> {
  const both = await openBothExecutors(config);
  try {
    const tables = [...surveyRows(), ...bookingRows()];
    for (const { table, rows } of tables) await both.insert(table, rows);
    const events = loggedEvents();
    await both.log(events as unknown as GatewayEvent[]);
    const authorizations = new Map<RoleName, string>();
    for (const [name, member] of Object.entries(ROLES))
      if (member !== undefined)
        authorizations.set(name as RoleName, `Bearer ${await issueToken(config.secret, member, TOKEN_SECONDS)}`);

    const executeBy =
      (app: typeof both.plans): Execute =>
      async ({ role, query, variables, operationName }) => {
        const authorization = authorizations.get(role);
        const { statusCode, body } = await app.inject({
          method: 'POST',
          url: '/graphql',
          headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
          payload: JSON.stringify({ query, variables, operationName }),
        });
        return { status: statusCode, body };
      };
    const executors = {
      plans: executeBy(both.plans),
      resolvers: executeBy(both.resolvers),
      plannedStatements: () => both.plannedStatements(),
    };
    const sendBy =
      (app: typeof both.plans): SendRest =>
      async ({ role, url, headers: given }) => {
        const authorization = authorizations.get(role);
        const { statusCode, headers, body } = await app.inject({
          method: 'GET',
          url,
          headers: { ...given, ...(authorization && { authorization }) },
        });
        return { status: statusCode, headers, body };
      };
    const { ids, slugs } = idsAndSlugsOf([...tables, { table: 'event', rows: events }]);
    const tokens = (ids['SurveyResponse'] ?? [])
      .filter((_, index) => index % 35 === 0)
      .slice(0, TOKENS)
      .map((id) => [id, both.responseToken(id)] as const);
    return {
      schema: operationSchema(readFileSync(path.join(config.root, 'schema.graphql'), 'utf8')),
      executors,
      rest: {
        plans: sendBy(both.plans),
        services: sendBy(both.resolvers),
        plannedStatements: () => both.plannedStatements(),
      },
      known: await completed({ ids, slugs, tokens }, executors.resolvers),
      stop: () => both.stop(),
    };
  } catch (error) {
    await both.stop();
    throw error;
  }
}
