import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mailer } from '../../domain/notifications/message.js';
import { requireId } from '../../kernel/ids.js';
import { mailOf } from './mail.js';

interface LocalMailboxConfig {
  /** Created with the first message. */
  readonly folder: string;
  /** The sender of messages: an address, or a name and an address in angle brackets. */
  readonly from: string;
}

/**
 * A mailer for machines without a mail server: each message becomes <its id>.eml in a folder, complete or not at all,
 * readable by any mail program. An existing message is not written again.
 */
export function createLocalMailbox({ folder, from }: LocalMailboxConfig): Mailer {
  const composer = createTransport({
    streamTransport: true,
    buffer: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message) {
      // The id becomes a file name: requireId keeps anything but an id out of the path.
      const file = path.join(folder, `${requireId('Message', message.id)}.eml`);
      if (await exists(file)) return;
      const { message: text } = await composer.sendMail(mailOf(message, from));
      await writeWhole(file, text as Buffer);
    },
    async stop() {
      composer.close();
    },
  };
}

/**
 * Written beside its place and moved there: a reader never sees half a message, and a crash leaves none under its name.
 */
async function writeWhole(file: string, text: Buffer): Promise<void> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    const handle = await openIn(path.dirname(file), draft);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Opens a new file, in a folder that need not exist yet. */
async function openIn(folder: string, file: string): Promise<FileHandle> {
  const opened = () => open(file, 'wx', 0o600);
  return opened().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return opened();
  });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
