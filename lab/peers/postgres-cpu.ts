import type pg from 'pg';
import { processCpuMs } from '../process-cpu.js';

/** Measures the CPU time of PostgreSQL's processes for the connections of one contestant. */
export interface PostgresCpu {
  /**
   * Starts a measurement. The returned function resolves to the CPU time, in milliseconds, that the processes of these
   * connections have used since then. `connections` is the application_name; `%` is any text. The time is NaN when
   * PostgreSQL is not on this machine.
   */
  since(connections: string): Promise<() => Promise<number>>;
}

export function createPostgresCpu(pool: pg.Pool): PostgresCpu {
  async function cpuOf(connections: string): Promise<Map<number, number>> {
    const { rows } = await pool.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE $1',
      [connections],
    );
    const measured = await Promise.all(rows.map(async ({ pid }) => [pid, await processCpuMs(pid)] as const));
    // A process may end while it is measured.
    return new Map(measured.filter(([, cpu]) => !Number.isNaN(cpu)));
  }
  return {
    async since(connections) {
      const before = await cpuOf(connections);
      return async () => {
        const after = await cpuOf(connections);
        if (after.size === 0) return Number.NaN;
        // A connection was opened after the start: all time of its process counts.
        return [...after].reduce((sum, [pid, cpu]) => sum + cpu - (before.get(pid) ?? 0), 0);
      };
    },
  };
}
