import { runText, withRunText, type BenchmarkRun } from '../benchmark-run.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../statistics.js';
import { DELIVERY_MODES, type DeliveryMode, type DeliveryRun } from './measure-delivery.js';

export interface DeliveryReport extends BenchmarkRun {
  readonly benchmark: 'delivery';
  readonly brokers: number;
  readonly events: number;
  readonly runs: readonly DeliveryRun[];
}

/** The medians of both modes, side by side. */
export function deliveryTable({ runs }: Pick<DeliveryReport, 'runs'>): string {
  const of = (mode: DeliveryMode, figure: (run: DeliveryRun) => number) =>
    median(runs.filter((run) => run.mode === mode).map(figure));
  const sum = (mode: DeliveryMode, figure: (run: DeliveryRun) => number) =>
    runs.filter((run) => run.mode === mode).reduce((total, run) => total + figure(run), 0);
  const row = (name: string, figure: (mode: DeliveryMode) => number) => [
    name,
    ...DELIVERY_MODES.map((mode) => figure(mode).toLocaleString('en')),
  ];
  return markdownTable(
    ['', ...DELIVERY_MODES.map((mode) => mode.replaceAll('-', ' '))],
    [
      row('events a second', (mode) => of(mode, (run) => run.eventsPerSecond)),
      row('CPU of the process for 1,000 events, ms', (mode) => of(mode, (run) => run.cpuMsPerThousand)),
      row('from event to readable change, p50, ms', (mode) => of(mode, (run) => run.latencyMs.p50)),
      row('the same, p99, ms', (mode) => of(mode, (run) => run.latencyMs.p99)),
      row('bytes on all disks for a change', (mode) => of(mode, (run) => run.bytesPerChange)),
      row('transaction markers in the output', (mode) => of(mode, (run) => run.markers)),
      row('kills (kill -9) in all runs', (mode) => sum(mode, (run) => run.underKills.kills)),
      row('changes lost by them', (mode) => sum(mode, (run) => run.underKills.lost)),
      row('changes there twice', (mode) => sum(mode, (run) => run.underKills.doubled)),
    ],
  );
}

/** docs/delivery.md with the table of this run. */
export function withDeliveryTable(document: string, report: DeliveryReport): string {
  const { brokers, events, runs } = report;
  const rounds = runs.length / DELIVERY_MODES.length;
  const text = `${runText(report)}. ${brokers} brokers, medians of ${rounds} interleaved rounds with ${events.toLocaleString('en')} events each.\n\n${deliveryTable(report)}`;
  return withRunText(document, 'bench:delivery', text);
}
