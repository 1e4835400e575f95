import type { Supervisor } from '../supervisor.js';

/** Runs a program to its end and resolves to whether it succeeded; false also when there is no such program. */
export async function succeeds(supervisor: Supervisor, name: string, argv: readonly string[]): Promise<boolean> {
  return (await supervisor.run({ name, argv })).code === 0;
}
