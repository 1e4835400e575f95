import type { PaymentEvent } from '../domain/bookings/payment-provider.js';
import type { Signer } from '../kernel/signing.js';
import { PAYMENT_SIGNATURE_HEADER, PAYMENT_SIGNATURE_PURPOSE } from '../ports/rest/webhooks/payment-webhook.js';

/** The provider is simulated, but its callbacks are real: signed, over HTTP. */
export async function deliverCallback(url: string, signer: Signer, event: PaymentEvent): Promise<void> {
  const body = JSON.stringify(event);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [PAYMENT_SIGNATURE_HEADER]: signer.signature(PAYMENT_SIGNATURE_PURPOSE, body),
    },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`The payment webhook answered ${response.status}`);
}
