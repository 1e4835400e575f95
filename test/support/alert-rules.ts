import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from './stack-folder.js';

export const RULES_FOLDER = path.join(root, 'ops/prometheus/rules');

/** A rule as its file has it: an alert, or a recorded series. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** All rules of ops/prometheus/rules. */
export function alertRules(): readonly Rule[] {
  return readdirSync(RULES_FOLDER).flatMap((file) => {
    const { groups } = parse(readFileSync(path.join(RULES_FOLDER, file), 'utf8')) as {
      groups: readonly { readonly rules: readonly Rule[] }[];
    };
    return groups.flatMap(({ rules }) => rules);
  });
}

const WORDS = new Set(
  'and or unless on by sum min max count rate increase time vector clamp_max max_over_time topk histogram_quantile'.split(
    ' ',
  ),
);

/** The names of the metrics that an expression reads. Every word counts that is not known to be none. */
export function metricsIn(expr: string): readonly string[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\b(by|on)\s*\([^)]*\)/g, '')
    .replaceAll(/\[[^\]]*\]/g, '');
  const words = bare.match(/[a-zA-Z_:][\w:]*/g) ?? [];
  return [...new Set(words.filter((word) => !WORDS.has(word)))];
}
