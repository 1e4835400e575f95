import path from 'node:path';
import type { Supervisor } from '../supervisor.js';

const OLDEST = 17;

/** A Java runtime. `version` is exact: one build must not read the class archive of another. */
export interface Java {
  readonly program: string;
  readonly version: string;
}

/** The program from JAVA_HOME if that is set, as Maven does, else from PATH. */
const ASK = `
if [ -n "$JAVA_HOME" ] && [ -x "$JAVA_HOME/bin/java" ]; then java="$JAVA_HOME/bin/java"; else java=java; fi
exec "$java" -XshowSettings:properties -version`;

/** Finds Java 17 or newer. When there is none, resolves to a text about the version that was found. */
export async function findJava(supervisor: Supervisor): Promise<Java | string> {
  const { code, log } = await supervisor.run({ name: 'java-version', argv: ['/bin/sh', '-c', ASK] });
  if (code !== 0) return 'found none';
  const said = log.read();
  const property = (name: string): string | undefined =>
    new RegExp(`^\\s*${name.replaceAll('.', '\\.')} = (.+)$`, 'm').exec(said)?.[1]?.trim();
  const home = property('java.home');
  const specification = Number(property('java.specification.version')?.replace(/^1\./, ''));
  if (home === undefined || !(specification >= OLDEST)) return `found Java ${specification}`;
  return { program: path.join(home, 'bin', 'java'), version: `${home} ${property('java.vm.version') ?? ''}` };
}
