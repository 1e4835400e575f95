import { describe, it } from '@jest/globals';
import { KAFKA_LIBRARIES } from '../../src/events/kafka/library/kafka-library.js';
import { LibraryMissingError, loadLibrary } from '../../src/events/kafka/library/load-library.js';
import type { OpenLibrary } from './own-kafka.js';

interface FoundLibrary {
  readonly name: string;
  readonly openLibrary?: OpenLibrary;
  /** Why it cannot be tried. */
  readonly missing?: string;
}

const libraries: readonly FoundLibrary[] = await Promise.all(
  KAFKA_LIBRARIES.map(async (name) => {
    try {
      return { name, openLibrary: await loadLibrary(name) };
    } catch (error) {
      if (error instanceof LibraryMissingError) return { name, missing: error.message };
      throw error;
    }
  }),
);

/** The libraries that are installed. */
export const installedLibraries = libraries.filter(({ missing }) => missing === undefined);

/** Describes the same behaviour of each library that is installed. Says of the others that they are not. */
export function describeEachLibrary(what: string, behaviour: (openLibrary: OpenLibrary) => void): void {
  for (const library of libraries) {
    describe(`${what} of ${library.name}`, () => {
      if (library.missing === undefined) behaviour(library.openLibrary);
      else it.skip(`is not tried: ${library.missing}`, () => undefined);
    });
  }
}
