import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The environment of every process that has `heapFlags`. One arena of glibc's allocator instead of eight for each
 * processor: freed buffers of one thread serve the others, and RSS stays about 70 MB lower under attack (docs/abuse.md).
 * Other C libraries ignore it.
 */
export const ALLOCATOR_VARIABLES = { MALLOC_ARENA_MAX: '1' } as const;

/**
 * The flags of node that bound the heap of the gateway and of an import: package.json has them once, for npm, the image
 * and the tests.
 */
export function heapFlags(root: string): readonly string[] {
  const { config } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly config: { readonly heap: string };
  };
  return config.heap.split(' ');
}
