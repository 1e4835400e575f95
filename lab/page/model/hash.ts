import { CUSTOM_NETWORK, DEFAULT_CONDITIONS, readConditions, type Conditions } from './conditions.js';

/** The part of the page's address after `#`. */
export interface Linked {
  readonly task: string;
  readonly conditions: Conditions;
  /** A report, as encodeReport made it. */
  readonly code: string | undefined;
}

/**
 * The content of a link. `problem` names the first value that this page does not know. An unknown value keeps its
 * default.
 */
export function readHash(hash: string, taskIds: readonly string[]): Linked & { readonly problem: string | undefined } {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const problems: string[] = [];
  const wrong = (what: string, value: string) =>
    problems.push(`The link's ${what} is unknown here: ${value.slice(0, 60)}`);
  const [first = ''] = taskIds;
  let task = fields.get('task') ?? first;
  if (!taskIds.includes(task)) {
    wrong('task', task);
    task = first;
  }
  let conditions: Conditions = {
    network: fields.get('network') ?? DEFAULT_CONDITIONS.network,
    rtt: fields.get('rtt') ?? DEFAULT_CONDITIONS.rtt,
    down: fields.get('down') ?? '',
    up: fields.get('up') ?? '',
    repetitions: fields.get('n') ?? DEFAULT_CONDITIONS.repetitions,
  };
  if (readConditions(conditions) === undefined) {
    wrong('network or number of repetitions', `${conditions.network}, ${conditions.repetitions}`);
    conditions = DEFAULT_CONDITIONS;
  }
  return { task, conditions, code: fields.get('r') ?? undefined, problem: problems[0] };
}

/** The hash for these values, with its `#`. Conditions that are being edited are left out. */
export function writeHash({ task, conditions, code }: Linked): string {
  const fields = new URLSearchParams({ task });
  if (readConditions(conditions) !== undefined) {
    fields.set('network', conditions.network);
    if (conditions.network === CUSTOM_NETWORK)
      for (const name of ['rtt', 'down', 'up'] as const) fields.set(name, conditions[name]);
    fields.set('n', conditions.repetitions);
  }
  if (code !== undefined) fields.set('r', code);
  return `#${fields}`;
}
