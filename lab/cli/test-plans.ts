/**
 * `npm run test:plans [-- --port rest --cases 10000 --seed 1]`: makes operations from the schema, or reads of REST, runs
 * each by plans and by the reference on the same data, and exits with 1 when an answer differs.
 */
import { randomInt, randomUUID } from 'node:crypto';
import path from 'node:path';
import { restFindingText, runRestCases } from '../plans/rest-cases.js';
import { findingText, runCases } from '../plans/run-cases.js';
import { createDatabase, dropDatabase } from '../../src/stores/postgres/databases.js';
import { applyMigrations } from '../../src/stores/postgres/migrate.js';
import { openComparison } from '../plans/plans-comparison.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

const MOST_DIFFERENCES = 20;
const TOLD_EVERY = 1_000;

const { values } = commandLine(LAB_COMMANDS['test-plans']);
await runCommand(async () => {
  const cases = Number(values.cases);
  const seed = values.seed === undefined ? randomInt(1_000_000_000) : Number(values.seed);
  await withBenchServers(async ({ root, databaseUrl, mongodbUrl, jwtSecret }, startPart) => {
    const name = `plans_${randomUUID().replaceAll('-', '')}`;
    const { url } = await startPart('Database', async () => {
      const created = await createDatabase(databaseUrl, name);
      await applyMigrations({ connectionString: created, migrationsDir: path.join(root, 'prisma/migrations') });
      return { url: created, stop: () => dropDatabase(databaseUrl, name) };
    });
    const ownMongodbUrl = new URL(mongodbUrl);
    // The log takes each event once, so every run finds the same in it.
    ownMongodbUrl.pathname = '/plans';
    const comparison = await startPart('Executors', () =>
      openComparison({ root, databaseUrl: url, mongodbUrl: ownMongodbUrl.href, secret: jwtSecret }),
    );
    console.error(`Comparing ${cases} operations, beginning with seed ${seed}`);
    const onProgress = (done: number) => (done % TOLD_EVERY === 0 ? console.error(`${done} cases`) : undefined);
    if (values.port === 'rest') {
      const { rest, known } = comparison;
      const { findings, ...counts } = await runRestCases(rest, known, {
        seed,
        cases,
        mostDifferences: MOST_DIFFERENCES,
        onProgress,
      });
      for (const finding of findings) console.log(`${restFindingText(finding)}\n`);
      console.log(JSON.stringify({ seed, ...counts, differences: findings.length }));
      if (findings.length > 0) process.exitCode = 1;
      return;
    }
    const report = await runCases({ ...comparison, seed, cases, mostDifferences: MOST_DIFFERENCES, onProgress });
    for (const finding of report.findings) console.log(`${findingText(finding)}\n`);
    const { findings, seconds, ...counts } = report;
    console.log(
      JSON.stringify({
        seed,
        ...counts,
        differences: findings.length,
        seconds: Math.round(seconds),
        casesPerSecond: Math.round(report.cases / seconds),
      }),
    );
    if (findings.length > 0) process.exitCode = 1;
  });
});
