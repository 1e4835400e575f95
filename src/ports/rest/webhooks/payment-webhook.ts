import type { FastifyInstance } from 'fastify';
import { DomainError, isTemporary } from '../../../kernel/errors.js';
import { inOperation } from '../../../ops/operation-scope.js';
import type { Signer } from '../../../kernel/signing.js';
import { isClientError } from '../../../ops/http-error.js';
import { bodyText } from '../../../ops/request-text.js';
import { findUnstorablePath } from '../../../kernel/text.js';
import type { PaymentService } from '../../../domain/bookings/payment-service.js';

export const PAYMENT_WEBHOOK = '/webhooks/payments';
/**
 * The purpose under which the provider signs its callbacks; the signature comes in this header as hex HMAC-SHA256 of
 * the body.
 */
export const PAYMENT_SIGNATURE_PURPOSE = 'payment-callback';
export const PAYMENT_SIGNATURE_HEADER = 'x-payment-signature';
const MAX_CALLBACK_BYTES = 16_384;

/**
 * Where the payment provider calls back. 401 without a good signature, 204 once the event is applied (again too: it is
 * applied once), 422 for an event that can never be applied, 5xx when it should come again.
 */
export async function registerPaymentWebhook(
  app: FastifyInstance,
  { payments, signer }: { readonly payments: PaymentService; readonly signer: Signer },
): Promise<void> {
  await app.register(async (routes) => {
    // The signature is over the bytes as sent, so the body stays bytes until it is verified.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: MAX_CALLBACK_BYTES },
      (_request, body, done) => done(null, body),
    );
    routes.post(PAYMENT_WEBHOOK, async (request, reply) => {
      const body = request.body as Buffer;
      const signature = request.headers[PAYMENT_SIGNATURE_HEADER];
      if (typeof signature !== 'string' || !signer.verifies(PAYMENT_SIGNATURE_PURPOSE, body, signature))
        return reply.status(401).send({ code: 'UNAUTHENTICATED' });
      try {
        const callback = callbackOf(bodyText(body, request.headers['content-type']));
        await inOperation({ isWrite: true }, () => payments.receive(callback));
        return reply.status(204).send();
      } catch (error) {
        // After any failure of a store, the provider must try again. A callback that the domain refuses would always be
        // refused.
        if (error instanceof DomainError && isTemporary(error))
          return reply.status(503).header('retry-after', '2').send({ code: error.code });
        if (error instanceof DomainError || error instanceof SyntaxError || isClientError(error))
          return reply.status(422).send({ code: error instanceof DomainError ? error.code : 'BAD_INPUT' });
        throw error;
      }
    });
  });
}

/** The JSON of a callback. A callback with unstorable text would be sent again and again if the store refused it. */
function callbackOf(text: string): unknown {
  const callback: unknown = JSON.parse(text);
  if (findUnstorablePath(callback) !== undefined) throw new DomainError('BAD_INPUT');
  return callback;
}
