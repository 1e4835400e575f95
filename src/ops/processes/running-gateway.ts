import path from 'node:path';
import { readRecords, removeRecord, writeRecord, type ProcessRecord } from './process-records.js';

/** A gateway that runs on a state folder. */
export interface RunningGateway extends ProcessRecord {
  readonly url: string;
}

/** The file with the records of the gateways of a state folder. */
export const gatewayRecordFile = (stateDir: string): string => path.join(stateDir, 'running-gateway.json');

/** Records that the gateway of this process answers at `url`. The returned function removes the record. */
export function recordGateway(stateDir: string, url: string): () => void {
  const file = gatewayRecordFile(stateDir);
  writeRecord<RunningGateway>(file, { url });
  return () => {
    try {
      removeRecord(file);
    } catch {
      // This process is ending, and its end voids the record.
    }
  };
}

/** The gateway that runs for this state folder; undefined when none runs. */
export function runningGateway(stateDir: string): RunningGateway | undefined {
  return readRecords<RunningGateway>(gatewayRecordFile(stateDir))[0];
}
