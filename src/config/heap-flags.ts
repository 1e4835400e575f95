import { readFileSync } from 'node:fs';
import path from 'node:path';

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
