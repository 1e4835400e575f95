import { LabError } from './lab-error.js';
import type { LabTransport } from './transport.js';

/** The lab's identity for an hour: the owner of a tenant of its own. */
export interface LabSession {
  readonly token: string;
  readonly tenant: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/**
 * Asks the gateway for a session. Throws a LabError where the gateway gives none: in production, and with an identity
 * provider.
 */
export async function openLabSession(
  origin: string,
  transport: LabTransport,
  signal: AbortSignal = AbortSignal.timeout(10_000),
): Promise<LabSession> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal,
    cache: 'no-store',
    credentials: 'omit',
  } as const;
  const response = await transport.fetch(new URL('/lab/session', origin), init).catch(() => {
    signal.throwIfAborted();
    throw new LabError(`The gateway at ${origin} does not answer. Is it running?`);
  });
  if (response.status === 404)
    throw new LabError(
      'This gateway gives no sessions for the lab: they exist only in development. Use a token of an owner instead.',
    );
  if (!response.ok) throw new LabError(`The gateway gave no session: ${response.status} ${await response.text()}`);
  return (await response.json()) as LabSession;
}
