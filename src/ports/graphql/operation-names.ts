/**
 * The names of operations as a label of metrics. Clients choose the names, so their number is bounded: the first names of
 * each kind are kept, and all others are one. Names of registered documents have places of their own, so that the names
 * that others send never take them.
 */
export interface OperationNames {
  /** The label for an operation with this name, or without one. */
  labelOf(name: string | undefined, isRegistered: boolean): string;
}

export const MOST_NAMES = { registered: 200, others: 50 } as const;
const LONGEST_NAME = 64;
const UNNAMED = '(unnamed)';
/** Not the name of any operation: GraphQL's names have no parentheses. */
export const OTHER = '(other)';

/** See OperationNames. */
export function createOperationNames(): OperationNames {
  const registered = new Set<string>();
  const others = new Set<string>();
  return {
    labelOf(name, isRegistered) {
      if (name === undefined) return UNNAMED;
      if (registered.has(name) || (!isRegistered && others.has(name))) return name;
      const [kept, most] = isRegistered ? [registered, MOST_NAMES.registered] : [others, MOST_NAMES.others];
      if (kept.size >= most || name.length > LONGEST_NAME) return OTHER;
      kept.add(name);
      return name;
    },
  };
}
