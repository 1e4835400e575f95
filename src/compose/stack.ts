import type { Environment } from '../config/environment.js';
import { installationSecrets } from '../ops/identity/installation-secrets.js';
import type { Lifecycle } from '../ops/lifecycle.js';
import type { Logger } from '../ops/logger.js';
import { createEmbeddedStack } from '../stack/embedded-stack.js';
import type { StackUrls } from '../stack/stack-urls.js';

/** The secrets of this installation: those of its settings, or in development those it made itself. */
export async function secretsOf({ identity, stateDir, mode }: Environment) {
  const generated = mode === 'production' ? undefined : await installationSecrets(stateDir);
  return { jwtSecret: identity.jwtSecret ?? generated?.jwtSecret, signingSecret: identity.signingSecret ?? generated?.signingSecret ?? '' };
}

/** Starts the servers that no setting names, as parts of `lifecycle`. Resolves to the URLs of all of them. */
export async function startStack(environment: Environment, lifecycle: Lifecycle, logger: Logger, onProgress: (step: string) => void, onFailure: (error: Error) => void): Promise<StackUrls> {
  const { root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers } = environment;
  const stack = createEmbeddedStack({ root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers, onProgress });
  stack.onFailure(onFailure);
  // The gateway's own connections come back by themselves once the server is there again.
  stack.onServerExit((server, detail) => {
    logger.error({ server, detail }, 'An embedded server has ended and is started again');
    stack.restart(server).catch((error: unknown) => logger.error({ server, err: error }, 'The embedded server could not be started again'));
  });
  return lifecycle.run('Embedded servers', () => stack.start(), () => stack.stop());
}
