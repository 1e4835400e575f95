import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Dashboard,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/*
 * Vocabulary. A dashboard has *rows* of *panels*. A panel has *queries*, each with a legend for its series. Rates are
 * over $__rate_interval, which Grafana replaces by a time that fits the scrapes and the zoom.
 */

/** Units that Grafana knows. */
export type Unit = 'short' | 's' | 'ms' | 'bytes' | 'binBps' | 'ops' | 'reqps' | 'percentunit';

/** An expression, and the legend of its series with {{labels}}. */
export type Query = readonly [expr: string, legend: string];

export interface DashboardDescription {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

/** A rate per second of a counter, over all gateways or brokers. `selector` is a metric with its matchers. */
export const rate = (selector: string) => `rate(${selector}[$__rate_interval])`;

/** Sums of rates by labels. */
export const rates = (selector: string, ...by: readonly string[]) => `sum by (${by.join(', ')}) (${rate(selector)})`;

/** A quantile of a histogram by labels. */
export const quantile = (q: number, histogram: string, ...by: readonly string[]) => quantileOf(q, histogram, '', ...by);

/** A quantile of the series of a histogram that have the labels of `matchers`. */
export const quantileOf = (q: number, histogram: string, matchers: string, ...by: readonly string[]) =>
  `histogram_quantile(${q}, sum by (${['le', ...by].join(', ')}) (${rate(`${histogram}_bucket${matchers}`)}))`;

const SOURCE = { type: 'prometheus', uid: '${datasource}' } as const;
const HEIGHT = 8;
const COLUMNS = 24;

/** Lines over time. It takes a third of the width. */
export function lines(title: string, description: string, unit: Unit, ...queries: readonly Query[]): Builder<Panel> {
  const panel = new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .min(0)
    .fillOpacity(8)
    .height(HEIGHT)
    .span(COLUMNS / 3);
  queries.forEach((query, index) => panel.withTarget(target(query, index)));
  return panel;
}

/** One number, green below `bad` and red from there. It takes a sixth of the width. */
export function figure(
  title: string,
  description: string,
  unit: Unit,
  expr: string,
  bad: { readonly from?: number; readonly below?: number } = {},
): Builder<Panel> {
  const panel = new StatBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .height(HEIGHT / 2)
    .span(COLUMNS / 6)
    .withTarget(target([expr, title], 0));
  const { from, below } = bad;
  if (from === undefined && below === undefined) return panel;
  const [first, then] = from === undefined ? ['red', 'green'] : ['green', 'red'];
  return panel.thresholds(
    new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
      { value: null, color: first },
      { value: from ?? below ?? 0, color: then },
    ]),
  );
}

/** The dashboard as Grafana loads it. The same description gives the same document. */
export function dashboardOf({ uid, title, description, rows }: DashboardDescription): Dashboard {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['gateway'])
    .timezone('browser')
    .refresh('10s')
    .time({ from: 'now-1h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  for (const row of rows) {
    dashboard.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) dashboard.withPanel(panel);
  }
  const built = dashboard.build();
  built.panels?.forEach((panel, index) => (panel.id = index + 1));
  return built;
}

/** The queries of a panel are A, B, C. */
function target([expr, legend]: Query, index: number): DataqueryBuilder {
  const refId = String.fromCharCode('A'.charCodeAt(0) + index);
  return new DataqueryBuilder().refId(refId).datasource(SOURCE).expr(expr).legendFormat(legend).range();
}
