import { openConfluent } from './confluent/open-confluent.js';
import type { ConfluentPackage } from './confluent/confluent-package.js';
import type { KafkaCluster, KafkaLibrary, KafkaLibraryName } from './kafka-library.js';

const CONFLUENT: string = '@confluentinc/kafka-javascript';

/** The library is not installed. */
export class LibraryMissingError extends Error {
  override readonly name = 'LibraryMissingError';
}

/**
 * What opens the library of this name; undefined for kafkajs, which is the client's default. Throws LibraryMissingError
 * when its package is not installed or cannot be loaded on this machine.
 */
export async function loadLibrary(
  name: KafkaLibraryName,
): Promise<((cluster: KafkaCluster) => KafkaLibrary) | undefined> {
  if (name === 'kafkajs') return undefined;
  let loaded: { readonly default: ConfluentPackage };
  try {
    loaded = (await import(CONFLUENT)) as typeof loaded;
  } catch (error) {
    throw new LibraryMissingError(
      `KAFKA_CLIENT=confluent needs the package ${CONFLUENT}. "npm run install:confluent" installs it.`,
      { cause: error },
    );
  }
  return (cluster) => openConfluent(loaded.default, cluster);
}
