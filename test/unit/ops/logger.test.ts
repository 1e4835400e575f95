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
    [{ authorization: 'Bearer hunter2' }],
    [{ headers: { authorization: 'Bearer hunter2' } }],
    [{ req: { headers: { authorization: 'Bearer hunter2', cookie: 'hunter2' } } }],
    [{ config: { password: 'hunter2', jwtSecret: 'hunter2' } }],
    [{ token: 'hunter2' }],
  ])('does not show the secret in %j', (fields) => {
    logger.info(fields, 'something happened');
    expect(lines.join('')).toContain('[redacted]');
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('shows what is none', () => {
    logger.info({ user: { name: 'ada' } }, 'came in');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ user: { name: 'ada' }, msg: 'came in' });
  });
});
