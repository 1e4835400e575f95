import { LabError } from './lab-error.js';

/** The cost of an answer, as the gateway reports it: see createHttpServer. */
export interface ServerCost {
  readonly serverMs: number;
  readonly sqlStatements: number;
  readonly mongoCommands: number;
  /** The request as it came in: its line, headers and body. */
  readonly bytesIn: number;
}

/** Reads the Server-Timing of an answer. Throws when a value is missing: unknown numbers are not invented. */
export function serverCost(header: string | null): ServerCost {
  const entries = new Map(
    (header ?? '').split(',').map((entry) => {
      const [name = '', ...parameters] = entry.trim().split(';');
      return [name, new Map(parameters.map((parameter) => parameter.trim().split('=', 2) as [string, string]))];
    }),
  );
  const number = (name: string, parameter: 'dur' | 'desc') => {
    const value = Number(entries.get(name)?.get(parameter)?.replaceAll('"', '') ?? Number.NaN);
    if (!Number.isFinite(value))
      throw new LabError('The gateway does not report the cost of its answers. It does so only in development mode.');
    return value;
  };
  return {
    serverMs: number('total', 'dur'),
    sqlStatements: number('sql', 'desc'),
    mongoCommands: number('mongo', 'desc'),
    bytesIn: number('in', 'desc'),
  };
}
