import { z } from 'zod/mini';
import type { ScenarioResult } from '../../failures/run-failures.js';
import { LabError } from '../../trade-offs/lab-error.js';

const MAX_ITEMS = 500;
const text = z.string().check(z.maxLength(4_000));
const count = z.number().check(z.nonnegative());
const row = z.object({
  of: text,
  accepted: count,
  lost: count,
  duplicated: count,
  reordered: count,
  unconfirmed: count,
  effectsDoubled: z.optional(z.number()),
  recoveredAfterMs: count,
  errors: z.record(text, count),
});
const entry = z.object({
  seconds: count,
  what: text,
  leader: z.optional(z.number()),
  inSync: z.optional(z.array(z.number()).check(z.maxLength(9))),
});
const report = z.object({
  benchmark: z.literal('failures'),
  at: text,
  seed: z.number(),
  results: z
    .array(
      z.object({
        name: text,
        title: text,
        expectation: text,
        seconds: count,
        asExpected: z.boolean(),
        explanation: text,
        rows: z.array(row).check(z.maxLength(20)),
        timeline: z.array(entry).check(z.maxLength(MAX_ITEMS)),
      }),
    )
    .check(z.minLength(1), z.maxLength(50)),
});

/** A report of `npm run failures`, from a file or a link. */
export interface SharedFailures {
  readonly benchmark: 'failures';
  readonly at: string;
  readonly seed: number;
  readonly results: readonly ScenarioResult[];
}

/** The report in `json`, from anybody. Throws LabError when it is none. */
export function admitFailures(json: unknown): SharedFailures {
  const { success, data } = report.safeParse(json);
  if (!success) throw new LabError('It is no report of the failure lab.');
  return data as SharedFailures;
}
