import type { Mongo } from '../../src/stores/mongo/mongo-connection.js';

export interface SentCommand {
  readonly name: string;
  readonly command: Readonly<Record<string, unknown>>;
}

/** The plan of a command's query: the stages of the server's plan, and the indexes in it. */
export interface Plan {
  readonly query: string;
  readonly stages: readonly string[];
  readonly indexes: readonly string[];
}

/** The plans of every query in the commands: a find, an aggregation, or the selection of each update and delete. */
export async function plansOf(mongo: Mongo, sent: readonly SentCommand[]): Promise<Plan[]> {
  const explained = sent.flatMap(queriesOf).map(async (query) => {
    const plan: unknown = await mongo.db.command({ explain: query, verbosity: 'queryPlanner' });
    const winning = valuesOf(plan, 'winningPlan');
    return { query: JSON.stringify(query), stages: strings(winning, 'stage'), indexes: strings(winning, 'indexName') };
  });
  return Promise.all(explained);
}

function queriesOf({ name, command }: SentCommand): Record<string, unknown>[] {
  const { [name]: collection, filter, sort, limit, pipeline, updates, deletes } = command;
  switch (name) {
    case 'find':
      return [
        {
          find: collection,
          filter,
          ...(sort === undefined ? {} : { sort }),
          ...(limit === undefined ? {} : { limit }),
        },
      ];
    case 'aggregate':
      return [{ aggregate: collection, pipeline, cursor: {} }];
    case 'update':
    case 'delete':
      return ((updates ?? deletes) as { q: unknown }[]).map(({ q }) => ({ find: collection, filter: q }));
    default:
      return [];
  }
}

function valuesOf(tree: unknown, name: string): unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => (key === name ? [value] : valuesOf(value, name)));
}

/** Like valuesOf, and deeper: stages nest. */
function strings(tree: unknown, name: string): string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    key === name && typeof value === 'string' ? [value] : strings(value, name),
  );
}
