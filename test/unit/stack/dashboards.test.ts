import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { createMetrics } from '../../../src/ops/metrics.js';
import { dashboardFiles, DASHBOARDS_FOLDER } from '../../../stack/dashboards/dashboards.js';
import { alertRules, metricsIn } from '../../support/alert-rules.js';
import { dashboards, panelQueries, type Panel } from '../../support/dashboard-panels.js';
import { root } from '../../support/stack-folder.js';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const all = dashboards();
const overlap = (a: Panel['gridPos'], b: Panel['gridPos']) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe('the dashboards of Grafana', () => {
  it('are those that their code makes', () => {
    expect(all.map(({ file }) => file).sort()).toEqual([...dashboardFiles().keys()].sort());
    for (const [file, content] of dashboardFiles()) expect(read(`${DASHBOARDS_FOLDER}/${file}`)).toBe(content);
  });

  it('have names and numbers of their own, and panels that do not overlap', () => {
    expect(new Set(all.map(({ uid }) => uid)).size).toBe(all.length);
    for (const { title, panels } of all) {
      expect([title, new Set(panels.map(({ id }) => id)).size]).toEqual([title, panels.length]);
      const overlapping = panels.flatMap((panel, index) =>
        panels
          .slice(index + 1)
          .filter((other) => overlap(panel.gridPos, other.gridPos))
          .map((other) => `${panel.title} and ${other.title}`),
      );
      expect([title, overlapping]).toEqual([title, []]);
      for (const { gridPos, targets = [] } of panels) {
        expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
        expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      }
    }
  });

  it("read metrics that the gateway has or a rule records, beside the brokers' own", async () => {
    const own = new Set((await createMetrics().registry.getMetricsAsJSON()).map(({ name }) => name));
    const recorded = alertRules().map(({ record }) => record);
    const named = [...new Set(panelQueries().flatMap(({ expr }) => metricsIn(expr)))];
    const unknown = named
      .filter((name) => !recorded.includes(name) && name !== 'up')
      .filter((name) => !own.has(name) && !own.has(name.replace(/_(bucket|count|sum)$/, '')));
    expect(unknown.filter((name) => !/^kafka_(server|controller|network|raft)_/.test(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });

  it('are provisioned by docker-compose.yml, with the Prometheus and the Alertmanager in it', () => {
    const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
      services: Record<string, { volumes?: string[]; environment?: Record<string, string> }>;
    };
    const provider = parse(read('ops/grafana/provisioning/dashboards/dashboards.yml')) as {
      providers: { options: { path: string } }[];
    };
    const folder = provider.providers[0]?.options.path ?? '';
    const { volumes = [], environment = {} } = services['grafana'] ?? {};
    expect(volumes).toEqual(
      expect.arrayContaining([
        `./${DASHBOARDS_FOLDER}:${folder}:ro`,
        './ops/grafana/provisioning:/etc/grafana/provisioning:ro',
      ]),
    );
    const home = environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    expect(dashboardFiles().has(path.basename(home))).toBe(true);
    expect(path.dirname(home)).toBe(folder);
    const { datasources } = parse(read('ops/grafana/provisioning/datasources/datasources.yml')) as {
      datasources: { url: string; type: string }[];
    };
    for (const { url, type } of datasources)
      expect([type, Object.keys(services)]).toEqual([type, expect.arrayContaining([new URL(url).hostname])]);
  });
});
