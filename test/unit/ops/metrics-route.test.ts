import { describe, expect, it } from '@jest/globals';
import Fastify from 'fastify';
import { createMetrics } from '../../../src/ops/metrics.js';
import { registerMetrics } from '../../../src/ops/metrics-route.js';

const statusOf = async (token: string | undefined, authorization?: string) => {
  const app = Fastify();
  registerMetrics(app, createMetrics().registry, token);
  const answer = await app.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } });
  return [answer.statusCode, answer.body.includes('gateway_outbox_depth')];
};

describe('the metrics', () => {
  it('are read by anybody without a token, and by its bearer alone with one', async () => {
    expect(await statusOf(undefined)).toEqual([200, true]);
    expect(await statusOf('a-long-enough-token', 'Bearer a-long-enough-token')).toEqual([200, true]);
    for (const wrong of [
      undefined,
      'Bearer a-long-enough-tokem',
      'Bearer ',
      'a-long-enough-token',
      'Basic a-long-enough-token',
      'Bearer a-long-enough-token x',
    ]) {
      expect([wrong, ...(await statusOf('a-long-enough-token', wrong))]).toEqual([wrong, 401, false]);
    }
  });
});
