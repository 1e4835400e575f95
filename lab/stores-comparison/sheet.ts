import { MongoServerError } from 'mongodb';
import type { Cell, Finding, Unit } from './report.js';

/** Tables that are being filled. Rows are in the order of their first cell. */
export interface Sheet {
  /** A Refusal becomes a cell "not supported". */
  outcome(what: string, side: string, value: string | number | boolean | Refusal): void;
  figure(what: string, unit: Unit, side: string, value: number | Refusal): void;
  readonly outcomes: readonly Finding[];
  readonly figures: readonly Finding[];
}

/** A server does not support a feature of the store whose protocol it speaks. */
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
 * Tries once an operation that MongoDB supports. If the server refuses it, that is a finding and not a failure. A lost
 * connection is a failure.
 */
export async function tryFeature<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MongoServerError)
      return new Refusal(`${error.codeName ?? `error ${error.code}`}: ${error.message}`);
    throw error;
  }
}
