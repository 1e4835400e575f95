import type { Environment } from '../config/environment.js';
import { installationSecrets } from '../ops/identity/installation-secrets.js';
import type { Lifecycle } from '../ops/lifecycle.js';
import type { Logger } from '../ops/logger.js';
import { createEmbeddedStack } from '../../stack/embedded-stack.js';
import { keepServers } from '../../stack/server-keeper.js';
import { stateFolder } from '../../stack/state-folder.js';
import type { StackUrls } from '../config/server-urls.js';

/** The secrets of this installation: from its settings, or in development generated ones. */
export async function secretsOf({ identity, stateDir, mode }: Environment) {
  const generated = mode === 'production' ? undefined : await installationSecrets(stateDir);
  return {
    jwtSecret: identity.jwtSecret ?? generated?.jwtSecret,
    signingSecret: identity.signingSecret ?? generated?.signingSecret ?? '',
  };
}

/** Starts the servers that no setting names, as parts of `lifecycle`. Resolves to the URLs of all servers. */
export async function startStack(
  environment: Environment,
  lifecycle: Lifecycle,
  logger: Logger,
  onProgress: (step: string) => void,
  onFailure: (error: Error) => void,
): Promise<StackUrls> {
  const { root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers } = environment;
  const stack = createEmbeddedStack({ root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers, onProgress });
  stack.onFailure(onFailure);
  // The gateway's own connections come back by themselves once the server is there again.
  const kept = keepServers({ stack, logsDir: stateFolder(stateDir).logs, print: (line) => logger.error(line) });
  return lifecycle.run(
    'Embedded servers',
    () => stack.start(),
    () => (kept.stop(), stack.stop()),
  );
}
