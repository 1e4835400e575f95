import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Java } from './find-java.js';

/** JVM flags, and a function to call when the process with these flags has stopped by itself. */
export interface ClassArchive {
  readonly flags: readonly string[];
  learnt(): void;
}

/**
 * The JVM's archive of Kafka's classes in parsed form (class-data sharing): it halves the time to start and saves
 * memory. It is in the folder of the jars, one for each build of Java. When there is none yet, a node that may `learn`
 * writes one when it stops. A JVM ignores an archive that does not fit it.
 */
export function classArchive(options: { jars: string; java: Java; learn: boolean }): ClassArchive {
  const build = createHash('sha256').update(options.java.version).digest('hex').slice(0, 8);
  const archive = path.join(options.jars, `classes-${build}.jsa`);
  if (existsSync(archive)) return { flags: [`-XX:SharedArchiveFile=${archive}`], learnt: () => undefined };
  if (!options.learn) return { flags: [], learnt: () => undefined };
  // It has another name until it is complete: a process that is killed while writing would leave a torn archive.
  const scratch = `${archive}.${process.pid}.part`;
  return {
    flags: [`-XX:ArchiveClassesAtExit=${scratch}`],
    learnt: () => {
      if (existsSync(scratch)) renameSync(scratch, archive);
    },
  };
}
