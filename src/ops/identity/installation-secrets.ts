import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../../config/configuration-error.js';
import { ensureStateFolder } from '../../config/private-files.js';

const contents = z.object({ jwtSecret: z.string().min(32), signingSecret: z.string().min(32) });
const RESETS_IN_A_ROW = 10;
type InstallationSecrets = z.infer<typeof contents>;

/**
 * The secrets of this installation, made once on first use and kept readable by their owner only. For development:
 * production gets its own from the environment. Throws ConfigurationError when the file has been damaged.
 */
export async function installationSecrets(stateDir: string): Promise<InstallationSecrets> {
  const file = path.join(stateDir, 'secrets.json');
  for (let tries = 1; ; tries += 1) {
    try {
      ensureStateFolder(stateDir);
      await createOnce(file);
      return parsed(await readFile(file, 'utf8'), file);
    } catch (error) {
      // A reset of the state folder has come between.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === RESETS_IN_A_ROW) throw error;
    }
  }
}

function parsed(text: string, file: string): InstallationSecrets {
  try {
    return contents.parse(JSON.parse(text));
  } catch {
    throw new ConfigurationError(
      `${file} is damaged. Delete it. Tokens and cursors issued so far will then be invalid.`,
    );
  }
}

/** Linking is exclusive and shows the file whole: two starts at once agree on one set, and neither reads half of it. */
async function createOnce(file: string): Promise<void> {
  const secret = () => randomBytes(32).toString('base64url');
  const draft = `${file}.${randomUUID()}`;
  await writeFile(
    draft,
    JSON.stringify({ jwtSecret: secret(), signingSecret: secret() } satisfies InstallationSecrets),
    { mode: 0o600 },
  );
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
