/** A field that an operation selects under a key, as far as another selection of the key has to agree with it. */
export interface Selected {
  readonly field: string;
  readonly args: string;
  /** As GraphQL writes it. */
  readonly type: string;
  /** Undefined for a leaf. */
  readonly below: Scope | undefined;
}

/**
 * The selection of one object, by key. GraphQL merges all selections of a key, also those from fragments, so they must
 * have the same field and the same arguments.
 */
export type Scope = Map<string, Selected>;

/** Whether GraphQL can merge the two selections for one object. */
export function canMerge(a: Scope, b: Scope): boolean {
  for (const [key, own] of a) {
    const other = b.get(key);
    if (other === undefined) continue;
    if (own.field !== other.field || own.args !== other.args) return false;
    if (own.below !== undefined && other.below !== undefined && !canMerge(own.below, other.below)) return false;
  }
  return true;
}

/** Adds the selections of `from` to `to`. The two must be mergeable (canMerge). */
export function addAll(to: Scope, from: Scope): void {
  for (const [key, selected] of from) {
    const known = to.get(key);
    if (known?.below !== undefined && selected.below !== undefined) addAll(known.below, selected.below);
    else if (known === undefined) to.set(key, copyOf(selected));
  }
}

function copyOf({ below, ...selected }: Selected): Selected {
  if (below === undefined) return { ...selected, below };
  const copy: Scope = new Map();
  addAll(copy, below);
  return { ...selected, below: copy };
}
