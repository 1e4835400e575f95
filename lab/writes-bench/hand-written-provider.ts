import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';

/** A charge of the provider: always a success. */
interface Charged {
  readonly id: string;
  readonly providerRef: string;
}

/**
 * A payment provider that takes as long as the gateway's simulated one: it answers when the charge is on disk. Charges
 * are written one after the other.
 */
export async function openProvider(file: string) {
  await mkdir(path.dirname(file), { recursive: true });
  const journal = await open(file, 'a', 0o600);
  let last: Promise<unknown> = Promise.resolve();
  return {
    charge(paymentId: string, amount: { readonly amountMinor: number; readonly currency: string }): Promise<Charged> {
      const event = {
        id: `evt_${randomUUID()}`,
        type: 'succeeded',
        paymentId,
        amount,
        providerRef: `hand_${paymentId}`,
      };
      const written = last.then(async () => {
        await journal.write(`${JSON.stringify({ event })}\n`);
        await journal.datasync();
        return event;
      });
      last = written.catch(() => undefined);
      return written;
    },
  };
}
