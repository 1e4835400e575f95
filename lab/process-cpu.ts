import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** The kernel counts in ticks of this many milliseconds (USER_HZ is 100 on every Linux that Node runs on). */
const TICK_MS = 10;

/** User and system time that all threads of a process have used; NaN where there is no /proc. */
export async function processCpuMs(pid: number): Promise<number> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may contain any character. Fields are counted after it; the state is the third of all.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}

/** The CPU time per second of an idle process. Figures per request include this background work. */
export async function idleCpuMsPerSecond(pid: number, seconds: number): Promise<number> {
  const before = await processCpuMs(pid);
  await sleep(seconds * 1000);
  return ((await processCpuMs(pid)) - before) / seconds;
}

/** The resident memory of a process in megabytes; NaN where there is no /proc. */
export async function processRssMb(pid: number): Promise<number> {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1024;
  } catch {
    return Number.NaN;
  }
}
