import { availableParallelism, loadavg } from 'node:os';
import { round } from './statistics.js';

/** When and where a benchmark ran, and how busy the machine was. */
export interface BenchmarkRun {
  /** RFC 3339, of the end. */
  readonly at: string;
  readonly cores: number;
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly node: string;
}

/** Call it when the measurement begins. The function that it returns describes the run when the measurement ends. */
export function beginRun(): () => BenchmarkRun {
  const load = () => round(loadavg()[0] ?? 0);
  const loadBefore = load();
  return () => ({
    at: new Date().toISOString(),
    cores: availableParallelism(),
    loadBefore,
    loadAfter: load(),
    node: process.versions.node,
  });
}

/** The first words about a run in docs/benchmarks.md. */
export function runText({ at, cores, loadBefore, loadAfter, node }: BenchmarkRun): string {
  return `Run of ${at.slice(0, 16).replace('T', ' ')} UTC, ${cores} cores, load average ${loadBefore} before and ${loadAfter} after, Node ${node}`;
}

/**
 * The document with `text` between the lines that are there for `npm run COMMAND -- --write-docs`, or for one `part` of
 * what the command writes. Throws when it lacks them.
 */
export function withRunText(document: string, command: string, text: string, part?: string): string {
  const name = part === undefined ? command : `${command} ${part}`;
  const first = `<!-- ${name}: written by \`npm run ${command} -- --write-docs\` -->`;
  const last = `<!-- end of ${name} -->`;
  const [begin, end] = [document.indexOf(first), document.indexOf(last)];
  if (begin < 0 || end < begin) throw new Error(`The document lacks the lines ${first} and ${last}.`);
  return `${document.slice(0, begin)}${first}\n${text}\n${document.slice(end)}`;
}
