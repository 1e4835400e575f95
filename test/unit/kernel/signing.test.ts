import { describe, expect, it } from '@jest/globals';
import { createSigner } from '../../../src/kernel/signing.js';

const signer = createSigner('a'.repeat(32));

describe('a signer', () => {
  it('opens what it sealed, for the same purpose only', () => {
    const token = signer.seal('cursor', { offset: '12' });
    expect(signer.open('cursor', token)).toEqual({ offset: '12' });
    expect(signer.open('response', token)).toBeUndefined();
    expect(createSigner('b'.repeat(32)).open('cursor', token)).toBeUndefined();
  });

  it('opens nothing that was changed, cut or made up', () => {
    const token = signer.seal('cursor', { offset: '12' });
    const [body, mac] = token.split('.') as [string, string];
    const forged = Buffer.from(JSON.stringify({ offset: '13' })).toString('base64url');
    for (const wrong of [
      `${forged}.${mac}`,
      body,
      `${body}.`,
      `.${mac}`,
      `${token}.x`,
      `${token}=`,
      `${token}!`,
      `${token}\u0000`,
      ` ${token}`,
      '',
      'x.y',
      'a'.repeat(10_000),
    ])
      expect(signer.open('cursor', wrong)).toBeUndefined();
  });

  it('verifies its own signatures of bodies', () => {
    const signature = signer.signature('webhook', '{"a":1}');
    expect(signer.verifies('webhook', '{"a":1}', signature)).toBe(true);
    expect(signer.verifies('webhook', '{"a":2}', signature)).toBe(false);
    expect(signer.verifies('webhook', Buffer.from('{"a":1}'), signature.toUpperCase())).toBe(true);
    for (const wrong of ['zz', `${signature}zz`, `${signature}0`, `${signature}\u0000`, ''])
      expect(signer.verifies('webhook', '{"a":1}', wrong)).toBe(false);
  });

  it('refuses a short secret', () => {
    expect(() => createSigner('short')).toThrow();
  });
});
