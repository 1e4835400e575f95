/**
 * `npm run lab:stores [-- --quick] [-- --markdown]`: the same questions asked of PostgreSQL and of the MongoDB-protocol server.
 * JSON on stdout (or the section of docs/trade-offs.md), progress on stderr. DATABASE_URL and MONGODB_URL put real
 * servers in the place of the embedded ones.
 */
import { readEnvironment } from '../../src/config/environment.js';
import { projectRoot } from '../../src/config/project-root.js';
import { runStores } from '../stores-comparison/run-stores.js';
import { storesMarkdown } from '../stores-comparison/stores-markdown.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

const { values } = commandLine(LAB_COMMANDS['lab-stores']);
await runCommand(async () => {
  const { databaseUrl, mongodbUrl } = readEnvironment(projectRoot());
  const write = (text: string) => console.log(text);
  await withBenchServers(
    async (servers, startPart) => {
      const stopped = new AbortController();
      const report = runStores({
        databaseUrl: servers.databaseUrl,
        mongodbUrl: servers.mongodbUrl,
        quick: values.quick,
        signal: stopped.signal,
        onProgress: (step) => console.error(step),
      });
      // An interrupted run still drops its databases, because the servers may be shared.
      await startPart('Comparison', () => ({
        stop: () => (
          stopped.abort(),
          report.then(
            () => undefined,
            () => undefined,
          )
        ),
      }));
      write(values.markdown ? storesMarkdown(await report) : JSON.stringify(await report, undefined, 2));
      // No broker has a part in this.
    },
    { databaseUrl, mongodbUrl, kafkaBrokers: [] },
  );
});
