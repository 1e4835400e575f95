/** One record of an experiment: the `sequence`-th of an aggregate. */
export interface NumberedRecord {
  readonly aggregate: string;
  readonly sequence: number;
}

/** What became of the records of an experiment. */
export interface LedgerCounts {
  /** The sender was told that these are written. */
  readonly accepted: number;
  /** Accepted, and not there. */
  readonly lost: number;
  /** Copies beyond the first. */
  readonly duplicated: number;
  /** Records whose first copy comes after a later record of the same aggregate. */
  readonly reordered: number;
  /** There, although the sender was never told. */
  readonly unconfirmed: number;
}

/** Names a record within its experiment. */
export function recordId({ aggregate, sequence }: NumberedRecord): string {
  return `${aggregate}:${sequence}`;
}

/** Compares what a sender was told with what is there, in the order in which it is there. */
export function settle(accepted: Iterable<NumberedRecord>, found: readonly NumberedRecord[]): LedgerCounts {
  const promised = new Set([...accepted].map(recordId));
  const seen = new Set<string>();
  const newest = new Map<string, number>();
  let duplicated = 0;
  let reordered = 0;
  for (const record of found) {
    const id = recordId(record);
    if (seen.has(id)) {
      duplicated += 1;
      continue;
    }
    seen.add(id);
    const before = newest.get(record.aggregate) ?? -1;
    if (record.sequence < before) reordered += 1;
    else newest.set(record.aggregate, record.sequence);
  }
  return {
    accepted: promised.size,
    lost: [...promised].filter((id) => !seen.has(id)).length,
    duplicated,
    reordered,
    unconfirmed: [...seen].filter((id) => !promised.has(id)).length,
  };
}
