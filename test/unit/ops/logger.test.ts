import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { LOG_REDACTION } from '../../../src/ops/logger.js';

const lines: string[] = [];
const logger = pino({ redact: LOG_REDACTION }, { write: (line) => void lines.push(line) });
afterEach(() => {
  lines.length = 0;
});

describe('the log', () => {
  it.each([
    [{ authorization: 'Bearer abc' }],
    [{ headers: { authorization: 'Bearer abc' } }],
    [{ req: { headers: { authorization: 'Bearer abc', cookie: 'abc' } } }],
    [{ config: { password: 'abc', jwtSecret: 'abc' } }],
    [{ token: 'abc' }],
  ])('does not show the secret in %j', (fields) => {
    logger.info(fields, 'something happened');
    expect(lines.join('')).toContain('[redacted]');
    expect(lines.join('')).not.toContain('abc');
  });

  it('shows what is none', () => {
    logger.info({ user: { name: 'ada' } }, 'came in');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ user: { name: 'ada' }, msg: 'came in' });
  });
});
