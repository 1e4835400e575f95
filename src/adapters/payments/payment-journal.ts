import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { PaymentEvent } from '../../domain/bookings/payment-provider.js';

/** A line of the journal: an event, or the gateway's acknowledgement of its callback. */
type JournalEntry = { readonly event: PaymentEvent } | { readonly delivered: string };

/**
 * An append-only file of JSON lines: the simulated provider's state across restarts. One process writes it. It is
 * never compacted; a payment takes about half a kilobyte.
 */
export interface PaymentJournal {
  /** Resolves when the entry is on disk. Entries are written in the order of the calls. */
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/** Opens the journal, making it if there is none, and resolves to it and what it holds. */
export async function openPaymentJournal(
  file: string,
): Promise<{ readonly journal: PaymentJournal; readonly entries: readonly JournalEntry[] }> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // A crash can cut the last line short. Its payment was not reported to anyone, so it is dropped. What follows must
  // begin on a line of its own.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const handle = await open(file, 'a', 0o600);
  if (whole.length < text.length) await handle.truncate(Buffer.byteLength(whole));
  const entries = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalEntry);
  return { journal: journalOn(handle), entries };
}

function journalOn(handle: FileHandle): PaymentJournal {
  let last: Promise<unknown> = Promise.resolve();
  return {
    append(entry) {
      const written = last.then(async () => {
        await handle.appendFile(`${JSON.stringify(entry)}\n`);
        await handle.datasync();
      });
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await handle.close();
    },
  };
}
