import type { Environment } from '../config/environment.js';
import { installationSecrets } from '../ops/identity/installation-secrets.js';

/** The secrets of this installation: from its settings, or in development generated ones. */
export async function secretsOf({ identity, stateDir, mode }: Environment) {
  const generated = mode === 'production' ? undefined : await installationSecrets(stateDir);
  return {
    jwtSecret: identity.jwtSecret ?? generated?.jwtSecret,
    signingSecret: identity.signingSecret ?? generated?.signingSecret ?? '',
  };
}
