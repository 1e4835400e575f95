import { LabError } from './lab-error.js';

/** What the gateway says an answer cost: see createHttpServer. */
export interface ServerCost {
  readonly serverMs: number;
  readonly sqlStatements: number;
  readonly mongoCommands: number;
  /** The request as it came in: its line, headers and body. */
  readonly bytesIn: number;
}

/** Reads the Server-Timing of an answer. Throws when the gateway does not say all of it: numbers that are not known are not made up. */
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
      throw new LabError('The gateway does not say what its answers cost. It does so in development mode only.');
    return value;
  };
  return {
    serverMs: number('total', 'dur'),
    sqlStatements: number('sql', 'desc'),
    mongoCommands: number('mongo', 'desc'),
    bytesIn: number('in', 'desc'),
  };
}
