import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DASHBOARDS_FOLDER } from '../../stack/dashboards/dashboards.js';
import { root } from './stack-folder.js';

/** A panel of a dashboard in Grafana's form, as far as tests read it. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

export interface Dashboard {
  readonly file: string;
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** The committed dashboards. */
export function dashboards(): readonly Dashboard[] {
  const folder = path.join(root, DASHBOARDS_FOLDER);
  return readdirSync(folder).map((file) => ({
    ...(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Omit<Dashboard, 'file'>),
    file,
  }));
}

/** One query of a panel. */
export interface PanelQuery {
  /** The dashboard, the panel and the query, for people. */
  readonly name: string;
  readonly expr: string;
}

/** Every query of every panel, as Grafana sends it at the greatest zoom. */
export function panelQueries(): readonly PanelQuery[] {
  return dashboards().flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ refId, expr }) => ({
        name: `${title} / ${panel.title} ${refId}`,
        expr: expr.replaceAll('$__rate_interval', '1m'),
      })),
    ),
  );
}

/** The queries that Prometheus refuses, or that have no series with a number, each with what it answered. */
export async function queriesWithoutSeries(
  prometheus: string,
  queries: readonly PanelQuery[],
): Promise<readonly string[]> {
  const results = await Promise.all(
    queries.map(async ({ name, expr }) => {
      const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`);
      const { data, error } = (await response.json()) as {
        readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
        readonly error?: string;
      };
      const hasSeries = data?.result.some(({ value: [, value] }) => value !== 'NaN') ?? false;
      return hasSeries ? [] : [`${name}: ${error ?? 'no series'}: ${expr}`];
    }),
  );
  return results.flat();
}
