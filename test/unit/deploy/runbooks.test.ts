import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../../src/ops/metrics.js';
import { alertRules, metricsIn } from '../../support/alert-rules.js';
import { root } from '../../support/stack-folder.js';

const RUNBOOKS = 'docs/runbooks';
const alerts = alertRules().filter(({ alert }) => alert !== undefined);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const runbooks = readdirSync(path.join(root, RUNBOOKS)).filter((file) => file !== 'README.md');
const kebab = (name: string) => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

describe('every alert', () => {
  it('has a severity, a summary and a runbook of its own name', () => {
    expect(alerts.length).toBeGreaterThan(10);
    for (const { alert = '', labels = {}, annotations = {} } of alerts) {
      expect([alert, ['critical', 'warning'].includes(labels['severity'] ?? '')]).toEqual([alert, true]);
      expect([alert, annotations['summary'] ?? '']).toEqual([alert, expect.stringMatching(/\.$|\}$/)]);
      expect(annotations['runbook_url']).toBe(`${RUNBOOKS}/${kebab(alert)}.md`);
      expect([alert, existsSync(path.join(root, annotations['runbook_url'] ?? ''))]).toEqual([alert, true]);
    }
  });

  it('is in the list of runbooks', () => {
    const list = read(`${RUNBOOKS}/README.md`);
    for (const { alert = '' } of alerts) expect(list).toContain(`[${alert}](${kebab(alert)}.md)`);
  });
});

describe('every runbook', () => {
  it('belongs to an alert', () => {
    expect(runbooks.sort()).toEqual(alerts.map(({ alert = '' }) => `${kebab(alert)}.md`).sort());
  });

  it('says what the alert means, how to see why, and what to do', () => {
    for (const file of runbooks) {
      const headings = [...read(`${RUNBOOKS}/${file}`).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect([file, headings.slice(0, 3)]).toEqual([file, ['What it means', 'How to see why', 'What to do']]);
    }
  });

  it('names commands of this checkout and metrics that exist', async () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const exposed = await createMetrics().registry.metrics();
    for (const file of runbooks) {
      const text = read(`${RUNBOOKS}/${file}`);
      for (const [, name = ''] of text.matchAll(/npm run (?:-s )?([\w:-]+)/g))
        expect([file, name, name in scripts]).toEqual([file, name, true]);
      for (const [, name = ''] of text.matchAll(/`(gateway_\w+|kafka_(?:brokers|topic_|consumergroup_)\w*)/g))
        expect([file, name, exposed.includes(`# TYPE ${name} `)]).toEqual([file, name, true]);
    }
  });
});

describe('every metric of a rule', () => {
  it('that the gateway is to have is one of its metrics', async () => {
    const exposed = await createMetrics().registry.metrics();
    const recorded = new Set(alertRules().map(({ record }) => record));
    const names = [...new Set(alertRules().flatMap(({ expr }) => metricsIn(expr)))];
    const own = names.filter((name) => name.startsWith('gateway') && !recorded.has(name));
    expect(own.length).toBeGreaterThan(10);
    for (const name of own) expect(exposed).toContain(`# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} `);
  });
});
