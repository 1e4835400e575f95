/**
 * The other side of `npm run bench:metrics`. Loaded before a gateway (`node --import`), it makes the gateway count
 * nothing. Scrapes answer zeros.
 */
import promClient from 'prom-client';

const nothing = () => undefined;
for (const { prototype } of [promClient.Counter, promClient.Gauge, promClient.Histogram])
  for (const method of ['inc', 'dec', 'set', 'setToCurrentTime', 'observe'])
    if (method in prototype) prototype[method] = nothing;
promClient.Histogram.prototype.startTimer = () => nothing;
