/**
 * `npm run test:schemathesis [-- --cases 2000] [--quick] [--tag Surveys]`: property-based tests of REST v1 from its own document, all checks, on
 * servers of its own. Exits with 1 when anything was found.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { startBenchGateway } from '../bench-gateway.js';
import { restRequests, type RestRequests } from '../schemathesis/rest-requests.js';
import { installSchemathesis, runSchemathesis } from '../schemathesis/run-schemathesis.js';
import { seedEverything } from '../schemathesis/seed-everything.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

interface Described {
  readonly id: string;
  readonly tag: string;
  readonly path: string;
  readonly isStream: boolean;
  readonly sorts: readonly string[] | undefined;
}

const ORDERS = [''];

const { values } = commandLine(LAB_COMMANDS.schemathesis);
await runCommand(async () => {
  const cases = values.quick ? 50 : Number(values.cases ?? 2000);
  await withBenchServers(async (servers, startPart) => {
    const { root, stateDir, jwtSecret } = servers;
    const program = await installSchemathesis(path.join(root, '.state'));
    const gateway = await startPart('Gateway', () =>
      startBenchGateway(servers, 'development', { REST_REQUESTS_PER_MINUTE: '1000000' }),
    );
    const operations = await describedOperations(gateway.url);
    const results: {
      readonly group: string;
      readonly operations: number;
      readonly cases: number;
      readonly seconds: number;
      readonly passed: boolean;
    }[] = [];

    async function check(group: string, options: readonly string[], count: number): Promise<void> {
      console.log(`\n==== ${group}`);
      const tenant = `schemathesis-${randomUUID().slice(0, 8)}`;
      const token = await issueToken(jwtSecret, { role: 'owner', tenant, subject: `owner@${tenant}` }, 4 * 3600);
      const requests = restRequests(gateway.url, token);
      const known = await seedEverything(requests);
      const begun = performance.now();
      const streams = operations.filter(({ isStream }) => isStream).flatMap(({ id }) => ['--exclude-operation-id', id]);
      const { passed, cases: ran } = await runSchemathesis(program, {
        root,
        folder: path.join(stateDir, 'schemathesis', group),
        url: gateway.url,
        token,
        known,
        cursors: await cursorsOf(operations, requests, known),
        options: [...streams, ...(values.seed === undefined ? [] : ['--seed', values.seed]), ...options],
      });
      results.push({
        group,
        operations: count,
        cases: ran,
        seconds: Math.round((performance.now() - begun) / 1000),
        passed,
      });
    }

    const tags = [...new Set(operations.map(({ tag }) => tag))].filter(
      (tag) => values.tag === undefined || tag === values.tag,
    );
    for (const tag of tags) {
      const count = operations.filter((operation) => operation.tag === tag && !operation.isStream).length;
      if (count === 0) continue;
      await check(
        tag,
        [
          '--include-tag',
          tag,
          '--phases',
          'examples,coverage,fuzzing',
          '--max-examples',
          String(Math.ceil(cases / count)),
        ],
        count,
      );
    }
    if (values.tag === undefined)
      await check(
        'Stateful',
        ['--phases', 'stateful', '--max-examples', String(Math.ceil(cases / 4))],
        operations.length,
      );
    console.table(results);
    if (results.some(({ passed }) => !passed)) process.exitCode = 1;
  });
});

async function describedOperations(url: string): Promise<readonly Described[]> {
  const response = await fetch(`${url}/api/v1/openapi.json`);
  const document = (await response.json()) as {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    readonly paths: Readonly<Record<string, Readonly<Record<string, any>>>>;
  };
  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.values(methods).map((operation) => {
      const parameters = operation.parameters as readonly {
        readonly name?: string;
        readonly $ref?: string;
        readonly schema?: { readonly enum?: readonly string[] };
      }[];
      const isList = parameters.some(({ $ref }) => $ref?.endsWith('/PageAfter'));
      return {
        id: operation.operationId,
        tag: operation.tags[0],
        path: template,
        isStream: 'text/event-stream' in (operation.responses['200']?.content ?? {}),
        sorts: isList
          ? [...ORDERS, ...(parameters.find(({ name }) => name === 'sort')?.schema?.enum ?? [])]
          : undefined,
      };
    }),
  );
}

/** A real cursor for each list and order that has a second page. */
async function cursorsOf(
  operations: readonly Described[],
  requests: RestRequests,
  known: Readonly<Record<string, readonly string[]>>,
): Promise<Record<string, Record<string, string>>> {
  const cursors: Record<string, Record<string, string>> = {};
  for (const { id, path: template, sorts } of operations) {
    for (const sort of sorts ?? []) {
      const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name]?.[0] ?? '');
      const { links } = await requests.get(`${filled}?first=1${sort && `&sort=${sort}`}`);
      const cursor = links.next === null ? null : new URL(links.next, 'http://gateway').searchParams.get('after');
      if (cursor !== null) (cursors[id] ??= {})[sort] = cursor;
    }
  }
  return cursors;
}
