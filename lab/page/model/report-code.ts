import type { LabReport } from '../../trade-offs/report.js';
import { admitReport } from './admit-report.js';
import { packJson, unpackJson } from './packed-json.js';

/** The report as text for an address. Undefined when that is too long. */
export function encodeReport(report: LabReport): Promise<string | undefined> {
  return packJson(report);
}

/** The report in a code. Throws LabError for any code that encodeReport cannot have made. */
export async function decodeReport(code: string): Promise<LabReport> {
  return admitReport(await unpackJson(code));
}
