import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../../config/configuration-error.js';

const contents = z.object({ jwtSecret: z.string().min(32), signingSecret: z.string().min(32) });
export type InstallationSecrets = z.infer<typeof contents>;

/**
 * The secrets of this installation, made once on first use and kept readable by their owner only. For development: production
 * gets its own from the environment. Throws ConfigurationError when the file has been damaged.
 */
export async function installationSecrets(stateDir: string): Promise<InstallationSecrets> {
  const file = path.join(stateDir, 'secrets.json');
  await mkdir(stateDir, { recursive: true });
  await createOnce(file);
  const parsed = contents.safeParse(JSON.parse(await readFile(file, 'utf8').then((text) => text || 'null')));
  if (!parsed.success) throw new ConfigurationError(`${file} is damaged. Delete it: tokens and cursors issued so far will stop working.`);
  return parsed.data;
}

/** Exclusive creation, so that two starts at once agree on one set. */
async function createOnce(file: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    const secret = () => randomBytes(32).toString('base64url');
    await handle.writeFile(JSON.stringify({ jwtSecret: secret(), signingSecret: secret() } satisfies InstallationSecrets));
    await handle.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
