import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signs small values so that only this installation can have issued them. `purpose` keeps one use from passing for
 * another.
 */
export interface Signer {
  /** A URL-safe token carrying `payload` readably. */
  seal(purpose: string, payload: unknown): string;
  /** The payload, or undefined when the token is not one that `seal` made for this purpose. */
  open(purpose: string, token: string): unknown;
  /** A hex HMAC-SHA256 over `body`, for webhooks. */
  signature(purpose: string, body: string | Uint8Array): string;
  verifies(purpose: string, body: string | Uint8Array, signature: string): boolean;
}

const MAX_TOKEN = 8192;

/** HMAC-SHA256 under `secret`, which must have at least 32 characters. */
export function createSigner(secret: string): Signer {
  if (secret.length < 32) throw new Error('A signing secret needs at least 32 characters');
  const hmac = (purpose: string, body: string | Uint8Array) =>
    createHmac('sha256', secret).update(`${purpose}\n`).update(body).digest();
  // Compares the texts. Decoding would skip invalid characters, so one token would have many spellings.
  const same = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);
  return {
    seal(purpose, payload) {
      const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
      return `${body}.${hmac(purpose, body).toString('base64url')}`;
    },
    open(purpose, token) {
      const [body, mac, ...rest] = token.length > MAX_TOKEN ? [] : token.split('.');
      if (body === undefined || mac === undefined || rest.length > 0) return undefined;
      if (!same(Buffer.from(mac), Buffer.from(hmac(purpose, body).toString('base64url')))) return undefined;
      return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as unknown;
    },
    signature: (purpose, body) => hmac(purpose, body).toString('hex'),
    verifies: (purpose, body, signature) =>
      same(Buffer.from(signature.toLowerCase()), Buffer.from(hmac(purpose, body).toString('hex'))),
  };
}
