import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { scrape } from '../../support/metrics.js';
import { startOtlpReceiver, type OtlpReceiver } from '../../support/otlp-receiver.js';
import { until } from '../../support/until.js';

const CREATE = 'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { id } } }';
const LOG = 'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }) { totalCount } }';

let receiver: OtlpReceiver;
let gateway: TestGateway | undefined;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
  await receiver.stop();
}, 60_000);

async function start(over: Record<string, string>): Promise<TestGateway> {
  return (gateway = await startGateway(over));
}

async function createAll({ data, token }: TestGateway, count: number): Promise<readonly string[]> {
  const owner = await token('owner');
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1)
    ids.push((await data(CREATE, { title: `Survey ${number}` }, owner)).createSurvey.survey.id);
  return ids;
}

async function isLogged({ data, token }: TestGateway, id: string): Promise<boolean> {
  return (await data(LOG, { id }, await token('owner'))).eventLogs.totalCount === 1;
}

describe('a gateway whose receiver of spans', () => {
  it.each(['silent', 'refuses', 'gone'] as const)(
    'is %s works as always, and stops in time',
    async (behaviour) => {
      if (behaviour === 'gone') await receiver.stop();
      else receiver.behaves = behaviour;
      const running = await start({
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: '500',
        OTEL_EXPORTER_OTLP_TIMEOUT: '2000',
      });
      const ids = await createAll(running, 30);
      await until('the last event is applied', () => isLogged(running, ids.at(-1) ?? ''));
      await until('spans are lost', async () => {
        const series = await scrape(running.url);
        return (series['gateway_trace_spans_total{outcome="failed"}'] ?? 0) > 0;
      });
      await createAll(running, 10);
      expect((await fetch(`${running.url}/health/ready`)).status).toBe(200);
      const stopping = performance.now();
      await running.stop();
      gateway = undefined;
      expect(performance.now() - stopping).toBeLessThan(15_000);
      if (behaviour === 'gone') receiver = await startOtlpReceiver();
    },
    60_000,
  );

  it('works has the spans of the last requests before the gateway stops', async () => {
    const running = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '500' });
    await createAll(running, 3);
    await running.stop();
    gateway = undefined;
    expect(receiver.spans.filter(({ name }) => name === 'mutation')).toHaveLength(3);
  }, 60_000);
});
