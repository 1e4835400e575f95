import * as z from 'zod/mini';
import { LabError } from './lab-error.js';
import type { LabReport } from './report.js';

/** Bounds far above the results of a real run, so that an imported report cannot overload the page. */
const MAX = { tasks: 100, exchanges: 2_000, text: 2_000, number: 1e12 } as const;

const amount = z.number().check(z.gte(0), z.lte(MAX.number));
const count = z.int().check(z.gte(0), z.lte(MAX.number));
const text = z.string().check(z.maxLength(MAX.text));

const exchange = z.strictObject({
  label: text,
  method: text,
  path: text,
  status: count,
  startMs: amount,
  headMs: amount,
  endMs: amount,
  bytesUp: count,
  bytesDown: count,
  serverMs: amount,
  sqlStatements: count,
  mongoCommands: count,
  roundTrips: z.optional(count),
});
const side = z.strictObject({
  summary: z.strictObject({
    roundTrips: count,
    bytesUp: count,
    bytesDown: count,
    sqlStatements: count,
    mongoCommands: count,
    serverMs: amount,
    p50Ms: amount,
    p95Ms: amount,
    notModified: count,
    seenAfterMs: z.optional(amount),
  }),
  median: z.strictObject({
    exchanges: z.array(exchange).check(z.maxLength(MAX.exchanges)),
    totalMs: amount,
    seenAfterMs: z.optional(z.array(amount).check(z.maxLength(MAX.exchanges))),
  }),
});
const report = z.strictObject({
  format: z.literal('gateway-lab/1'),
  at: z.iso.datetime(),
  machine: text,
  network: z.strictObject({ name: text, rttMs: amount, downKbps: z.optional(amount), upKbps: z.optional(amount) }),
  repetitions: count,
  tasks: z
    .array(
      z.strictObject({
        task: text,
        title: text,
        repetitions: count,
        sides: z.strictObject({ rest: side, graphql: side }),
      }),
    )
    .check(z.maxLength(MAX.tasks)),
});

/** The report in an imported JSON value. Throws a LabError that says what is wrong with it. */
export function parseReport(json: unknown): LabReport {
  const parsed = report.safeParse(json);
  if (parsed.success) return parsed.data as LabReport;
  const [issue] = parsed.error.issues;
  throw new LabError(
    `This is not a report of the lab (gateway-lab/1): ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is something else'}`,
  );
}
