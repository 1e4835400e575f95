import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ALLOCATOR_VARIABLES, heapFlags } from '../../../src/config/heap-flags.js';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const PRINT_LIMIT = 'process.stdout.write(String(v8.getHeapStatistics().heap_size_limit))';

/** The limit of node's heap that a shell command line sets. */
const limitOf = (commandLine: string, env: Record<string, string> = {}) =>
  Number(
    execFileSync('sh', ['-c', commandLine], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}`, ...env },
    }),
  );

describe('the heap', () => {
  it('is bounded by the same flags in npm start, an import and the image', () => {
    const wanted = limitOf(`node ${heapFlags(root).join(' ')} -e '${PRINT_LIMIT}'`);
    expect(wanted).toBeLessThan(limitOf(`node -e '${PRINT_LIMIT}'`));

    const { scripts, config } = JSON.parse(read('package.json')) as {
      scripts: Record<string, string>;
      config: { heap: string };
    };
    const importing = scripts['import']!.replace(/scripts\/bootstrap\.mjs.*/, `-e '${PRINT_LIMIT}'`);
    expect(limitOf(importing, { npm_package_config_heap: config.heap })).toBe(wanted);

    const command = JSON.parse(/^CMD (\[.*\])$/m.exec(read('Dockerfile'))![1]!) as string[];
    expect(command.slice(0, 2)).toEqual(['sh', '-c']);
    expect(limitOf(command[2]!.replace('--enable-source-maps dist/src/main.js', `-e '${PRINT_LIMIT}'`))).toBe(wanted);
    expect(read('stack/launcher.ts')).toContain('...heapFlags(root)');
  });

  it('shares one arena of the allocator among all threads in npm start and the image', () => {
    const variables = Object.entries(ALLOCATOR_VARIABLES).map(([name, value]) => `${name}=${value}`);
    expect(
      read('Dockerfile')
        .split(/^FROM /m)
        .at(-1),
    ).toContain(`ENV ${variables.join(' ')}\n`);
    expect(read('stack/launcher.ts')).toContain('...ALLOCATOR_VARIABLES');
  });
});
