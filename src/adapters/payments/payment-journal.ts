import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { PaymentEvent } from '../../domain/bookings/payment-provider.js';

/** A line of the journal: an event, or the gateway's acknowledgement of its callback. */
type JournalEntry = { readonly event: PaymentEvent } | { readonly delivered: string };

/**
 * An append-only file of JSON lines: the simulated provider's state, across restarts and for all gateways on one state
 * folder. The operating system puts the lines of several processes one after the other, so all of them read the same
 * order. The file is never compacted; a payment takes about half a kilobyte.
 */
export interface PaymentJournal {
  /** Resolves when the entry is on disk. Entries of this process are written in the order of the calls. */
  append(entry: JournalEntry): Promise<void>;
  /** The entries since the last call, of this process and of others, in the order of the file. */
  read(): Promise<readonly JournalEntry[]>;
  close(): Promise<void>;
}

/** Opens the journal, making it if there is none. */
export async function openPaymentJournal(file: string): Promise<PaymentJournal> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  const { size } = await handle.stat();
  const end = Buffer.alloc(1);
  // A crash can cut the last line short. What follows must begin on a line of its own. Another process may be writing,
  // so nothing is cut off here: an empty line too many is harmless.
  if (size > 0 && (await handle.read(end, 0, 1, size - 1)).bytesRead === 1 && end.toString() !== '\n')
    await handle.appendFile('\n');
  return journalOn(handle);
}

function journalOn(handle: FileHandle): PaymentJournal {
  let last: Promise<unknown> = Promise.resolve();
  let readTo = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    append: (entry) =>
      inTurn(async () => {
        await handle.appendFile(`${JSON.stringify(entry)}\n`);
        await handle.datasync();
      }),
    read: () =>
      inTurn(async () => {
        const { size } = await handle.stat();
        if (size <= readTo) return [];
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - readTo), 0, size - readTo, readTo);
        // Another process may be writing the last line.
        const whole = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1);
        readTo += whole.length;
        return whole.toString('utf8').split('\n').flatMap(entryOf);
      }),
    async close() {
      await last;
      await handle.close();
    },
  };
}

/** None for a line that a crash has cut short: its payment was not reported to anyone. */
function entryOf(line: string): readonly JournalEntry[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as JournalEntry];
  } catch {
    return [];
  }
}
