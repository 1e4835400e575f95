import type { KnownValues } from './known-values.js';
import { excerptAtDifference } from './comparison.js';
import { generateRestRequest, type RestRequest } from './rest-generator.js';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends a read to a REST port, as its role. */
export type SendRest = (request: Omit<RestRequest, 'seed'>) => Promise<RestAnswer>;

export interface RestPorts {
  readonly plans: SendRest;
  readonly services: SendRest;
  /** How many statements of plans have run so far. */
  readonly plannedStatements: () => number;
}

/** A case that the two answered otherwise. */
export interface RestFinding {
  readonly request: RestRequest;
  readonly difference: string;
}

export interface RestReport {
  readonly cases: number;
  /** Cases that were answered with 200. */
  readonly succeeded: number;
  readonly notModified: number;
  readonly plannedStatements: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly findings: readonly RestFinding[];
}

export interface RestCasesOptions {
  /** Of the first case; each further one has the next. */
  readonly seed: number;
  readonly cases: number;
  readonly mostDifferences?: number;
  readonly onProgress?: (done: number) => void;
}

/**
 * Generates reads, and compares what plans and services answer: status, headers, and body as parsed JSON with the order
 * of keys. Each good answer is asked for once more with its own tag, which has to be 304 on both sides.
 */
export async function runRestCases(
  { plans, services, plannedStatements }: RestPorts,
  known: KnownValues,
  { seed, cases, mostDifferences = Infinity, onProgress }: RestCasesOptions,
): Promise<RestReport> {
  const findings: RestFinding[] = [];
  const statuses: Record<string, number> = {};
  const before = plannedStatements();
  let [succeeded, notModified, done] = [0, 0, 0];
  for (; done < cases && findings.length < mostDifferences; done += 1) {
    const request = generateRestRequest(known, seed + done);
    const [planned, served] = [await plans(request), await services(request)];
    statuses[served.status] = (statuses[served.status] ?? 0) + 1;
    let difference = restDifference(planned, served);
    if (served.status === 200) {
      succeeded += 1;
      const again = (answer: RestAnswer) => ({
        ...request,
        headers: { ...request.headers, 'if-none-match': String(answer.headers['etag']) },
      });
      const [plannedAgain, servedAgain] = [await plans(again(planned)), await services(again(served))];
      if (plannedAgain.status === 304 && servedAgain.status === 304) notModified += 1;
      else difference ??= `with its own tag: plans ${plannedAgain.status}, services ${servedAgain.status}`;
      difference ??= restDifference(plannedAgain, servedAgain);
    }
    if (difference === undefined && served.status >= 500) difference = `both failed: ${served.body}`;
    if (difference !== undefined) findings.push({ request, difference });
    onProgress?.(done + 1);
  }
  return { cases: done, succeeded, notModified, plannedStatements: plannedStatements() - before, statuses, findings };
}

/** Headers that say when and how large; PostgreSQL's text has other blanks and escapes than JSON.stringify's. */
const NOT_COMPARED = /^(date|content-length|server-timing|ratelimit-\w+)$/;
/** A tag of bytes, which differ, with its version; and a tag of a version, which is the same on both sides. */
const TAG_OF_BYTES = /^"(\d+\.)?[\w-]{22}"$/;

function restDifference(plans: RestAnswer, services: RestAnswer): string | undefined {
  const parts: readonly (readonly [string, string, string])[] = [
    ['status', String(plans.status), String(services.status)],
    ['headers', headersText(plans), headersText(services)],
    ['body', bodyText(plans), bodyText(services)],
  ];
  const differing = parts.filter(([, a, b]) => a !== b);
  if (differing.length === 0) return undefined;
  return differing
    .map(
      ([name, a, b]) => `${name}\n  plans:    ${excerptAtDifference(a, b)}\n  services: ${excerptAtDifference(b, a)}`,
    )
    .join('\n');
}

function headersText({ headers }: RestAnswer): string {
  const compared = Object.entries(headers).flatMap(([name, value]) => {
    if (NOT_COMPARED.test(name)) return [];
    if (name !== 'etag') return [`${name}: ${String(value)}`];
    const [, version] = TAG_OF_BYTES.exec(String(value)) ?? [undefined, String(value)];
    return [`etag: ${version ?? 'of bytes'}`];
  });
  return compared.sort().join('\n    ');
}

function bodyText({ body, headers }: RestAnswer): string {
  if (body === '' || !String(headers['content-type']).includes('json')) return body;
  const parsed = JSON.parse(body) as Record<string, unknown>;
  // Of an error that was logged.
  if ('errorId' in parsed) parsed['errorId'] = '';
  return JSON.stringify(parsed);
}

/** A finding as a person reads it. */
export function restFindingText({ request, difference }: RestFinding): string {
  const { seed, role, url, headers } = request;
  return `Seed ${seed}, role ${role}\nGET ${url} ${JSON.stringify(headers)}\n${difference}`;
}
