import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The number of brokers that was started last in a folder. */
export interface ClusterSize {
  /** Undefined when none was started there. */
  last(): 1 | 3 | undefined;
  remember(brokers: 1 | 3): void;
}

/** See ClusterSize. Each size has its own data below `folder`, so that commands have to find the one in use. */
export function rememberedClusterSize(folder: string): ClusterSize {
  const file = path.join(folder, 'brokers');
  return {
    last() {
      try {
        return sizeOf(readFileSync(file, 'utf8').trim());
      } catch {
        // Folders that were made before the number was written have one cluster.
        return sizes(folder)[0];
      }
    },
    remember(brokers) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, `${brokers}\n`);
    },
  };
}

const sizeOf = (text: string | undefined) => (text === '3' ? 3 : text === '1' ? 1 : undefined);

function sizes(folder: string): readonly (1 | 3)[] {
  try {
    return readdirSync(folder).flatMap((name) => sizeOf(/^cluster-of-(\d)$/.exec(name)?.[1]) ?? []);
  } catch {
    return [];
  }
}
