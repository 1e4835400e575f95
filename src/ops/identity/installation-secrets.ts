import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
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
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await createOnce(file);
  const parsed = contents.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new ConfigurationError(`${file} is damaged. Delete it: tokens and cursors issued so far will stop working.`);
  return parsed.data;
}

/** Linking is exclusive and shows the file whole: two starts at once agree on one set, and neither reads half of it. */
async function createOnce(file: string): Promise<void> {
  const secret = () => randomBytes(32).toString('base64url');
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify({ jwtSecret: secret(), signingSecret: secret() } satisfies InstallationSecrets), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}
