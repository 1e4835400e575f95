/**
 * Jest's global set-up of the tests that need servers. Jest loads it without its transforms, so it is plain JavaScript
 * over dist/, which `npm test` has built. The addresses go to the tests as environment variables; see servers.ts.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

async function startServers() {
  if (!existsSync(path.join(root, 'dist/stack/watchdog.js'))) throw new Error('Not built: run `npm run build` first.');
  const { readEnvironment } = await import('../../dist/src/config/environment.js');
  const { createEmbeddedStack } = await import('../../dist/stack/embedded-stack.js');
  const { prepareTemplate } = await import('./template-database.mjs');

  const { stateDir, databaseUrl, mongodbUrl, kafkaBrokers } = readEnvironment(root);
  const testDir = path.join(stateDir, 'test');
  const stack = createEmbeddedStack({
    root,
    stateDir: testDir,
    serversDir: path.join(stateDir, 'servers'),
    databaseUrl,
    mongodbUrl,
    kafkaBrokers,
    onProgress: (step) => console.error(step),
  });
  const urls = await stack.start();
  globalThis.testStack = { stack, urls, testDir };
  try {
    await prepareTemplate({ connectionString: urls.databaseUrl, migrationsDir: path.join(root, 'prisma/migrations') });
  } catch (error) {
    // Jest does not tear down what was not set up.
    await stack.stop();
    throw error;
  }
  process.env.TEST_DATABASE_URL = urls.databaseUrl;
  process.env.TEST_MONGODB_URL = urls.mongodbUrl;
  process.env.TEST_KAFKA_BROKERS = urls.kafkaBrokers.join(',');
}

export { startServers as default };
