import { MongoServerError } from 'mongodb';
import type { Cell, Finding, Unit } from './report.js';

/** Tables as they are being filled: rows come in the order of their first cell. */
export interface Sheet {
  /** A cell that is a Refusal is written as "not supported". */
  outcome(what: string, side: string, value: string | number | boolean | Refusal): void;
  figure(what: string, unit: Unit, side: string, value: number | Refusal): void;
  readonly outcomes: readonly Finding[];
  readonly figures: readonly Finding[];
}

/** A server's refusal of something that the store it stands for has. */
export class Refusal {
  constructor(readonly words: string) {}
}

export function createSheet(): Sheet {
  const outcomes: { what: string; unit?: Unit; cells: Record<string, Cell> }[] = [];
  const figures: typeof outcomes = [];
  const write = (
    rows: typeof outcomes,
    what: string,
    side: string,
    value: string | number | boolean | Refusal,
    unit?: Unit,
  ) => {
    let row = rows.find((each) => each.what === what);
    if (row === undefined) rows.push((row = { what, ...(unit === undefined ? {} : { unit }), cells: {} }));
    row.cells[side] = value instanceof Refusal ? { unsupported: value.words } : { value };
  };
  return {
    outcomes,
    figures,
    outcome: (what, side, value) => write(outcomes, what, side, value),
    figure: (what, unit, side, value) => write(figures, what, side, value, unit),
  };
}

/**
 * Tries something once that a real MongoDB is known to accept. A server's answer that it does not is a finding, not a
 * failure; a lost connection stays a failure.
 */
export async function tried<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MongoServerError)
      return new Refusal(`${error.codeName ?? `error ${error.code}`}: ${error.message}`);
    throw error;
  }
}
