/** `npm run token -- --role owner`: prints a development token. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { installationSecrets } from '../ops/identity/installation-secrets.js';
import { issueToken } from '../ops/identity/issue-token.js';
import { runCommand } from './run-command.js';

const options = z.object({
  role: z.enum(['owner', 'staff', 'data']),
  tenant: z.string().regex(/^[\w.:@-]+$/).max(100).default('demo'),
  subject: z.string().min(1).max(200).optional(),
  hours: z.coerce.number().positive().max(24 * 365).default(12),
});

await runCommand(async () => {
  const { values } = parseArgs({ options: { role: { type: 'string' }, tenant: { type: 'string' }, subject: { type: 'string' }, hours: { type: 'string' } } });
  const parsed = options.safeParse(values);
  if (!parsed.success) throw new ConfigurationError('Usage: npm run token -- --role owner|staff|data [--tenant demo] [--subject you] [--hours 12]');
  const { role, tenant, subject, hours } = parsed.data;
  const environment = readEnvironment(path.resolve(import.meta.dirname, '../..'));
  if (environment.identity.jwksUrl) throw new ConfigurationError('JWKS_URL is set: tokens come from your identity provider.');
  const secret = environment.identity.jwtSecret ?? (await installationSecrets(environment.stateDir)).jwtSecret;
  console.log(await issueToken(secret, { role, tenant, subject: subject ?? `${role}@${tenant}` }, hours * 3600, environment.identity));
});
