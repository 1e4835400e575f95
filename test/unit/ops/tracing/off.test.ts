import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** The packages of OpenTelemetry that a process has loaded after it has imported the compiled files. */
async function packagesAfter(...files: readonly string[]): Promise<readonly string[]> {
  const script = `
    import { createRequire } from 'node:module';
    for (const file of ${JSON.stringify(files)}) await import(file);
    const { cache } = createRequire(import.meta.url);
    const packages = Object.keys(cache).flatMap((file) => /node_modules.(@opentelemetry.[^/\\\\]+)/.exec(file)?.[1] ?? []);
    console.log(JSON.stringify([...new Set(packages)].sort()));
    process.exit(0);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as string[];
}

describe('a gateway without tracing', () => {
  it('loads nothing of the SDK', async () => {
    const compiled = (file: string) => path.join(ROOT, 'dist/src', file);
    // prom-client has the types of exemplars from there.
    expect(await packagesAfter(compiled('compose/gateway.js'))).toEqual(['@opentelemetry/api']);
    expect(await packagesAfter(compiled('ops/tracing/otlp-tracing.js'))).toContain('@opentelemetry/sdk-trace');
  }, 60_000);
});
