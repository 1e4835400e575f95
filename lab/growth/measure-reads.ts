import { quantile } from '../statistics.js';
import type { GrowthRead } from './reads.js';

/** How often a read is sent before it is measured. PostgreSQL settles on a plan after five executions. */
const WARM_UP = 6;

/** The quantiles of the read's times in milliseconds, one request after the other. Throws for an error. */
export async function measureRead(url: string, token: string, read: GrowthRead, repetitions: number) {
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + repetitions; n += 1) {
    const begun = performance.now();
    await send(url, token, read);
    if (n >= WARM_UP) times.push(performance.now() - begun);
  }
  return { p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) };
}

async function send(url: string, token: string, read: GrowthRead): Promise<void> {
  const authorization = `Bearer ${token}`;
  const response =
    'path' in read
      ? await fetch(`${url}${read.path}`, { headers: { authorization } })
      : await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify({ query: read.query, variables: read.variables ?? {} }),
        });
  const body = await response.text();
  if (!response.ok || body.includes('"errors":'))
    throw new Error(`${read.name} was answered ${response.status}: ${body.slice(0, 500)}`);
}
