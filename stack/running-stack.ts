import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { ServerUrls } from '../src/config/server-urls.js';
import {
  readRecords,
  removeRecord,
  withRecordLock,
  writeRecord,
  type ProcessRecord,
} from '../src/ops/processes/process-records.js';
import { gatewayRecordFile } from '../src/ops/processes/running-gateway.js';

/** The servers of an `npm start`, embedded or given. */
export interface RunningStack extends ProcessRecord {
  /** Identifies one start of the servers. */
  readonly id: string;
  /** Missing while they start. */
  readonly urls?: ServerUrls;
}

/** Publishes which servers run for this state folder. */
export interface StackRecord {
  /**
   * Call it only while this process holds the state folder: otherwise commands would wait for servers that never
   * start.
   */
  starting(): void;
  running(urls: ServerUrls): void;
  /** Call it before the servers are stopped, so that no command begins to use them. */
  gone(): void;
}

const recordFile = (stateDir: string) => path.join(stateDir, 'running-stack.json');

/** The record of the servers of this process. */
export function stackRecord(stateDir: string): StackRecord {
  const file = recordFile(stateDir);
  let id = '';
  return {
    starting() {
      id = randomUUID();
      writeRecord<RunningStack>(file, { id });
    },
    running: (urls) => writeRecord<RunningStack>(file, { id, urls }),
    gone: () => removeRecord(file),
  };
}

/** The servers that an `npm start` runs or starts for this state folder, the longest-running first. */
export function runningStacks(stateDir: string): readonly RunningStack[] {
  return readRecords<RunningStack>(recordFile(stateDir));
}

/** The first of `runningStacks` that is up, else the first that is starting; undefined when none runs. */
export function runningStack(stateDir: string): RunningStack | undefined {
  const stacks = runningStacks(stateDir);
  return stacks.find(({ urls }) => urls !== undefined) ?? stacks[0];
}

/** Does `work`, which is short, while no process can record a stack or a gateway in this state folder. */
export function withStartLock<T>(stateDir: string, work: () => T): T {
  return withRecordLock(recordFile(stateDir), () => withRecordLock(gatewayRecordFile(stateDir), work));
}
