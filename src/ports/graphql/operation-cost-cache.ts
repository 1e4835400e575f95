import { Kind, visit, type DocumentNode, type ValueNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** The arguments on which the price of a field depends: see priceOf. */
const PRICED_ARGUMENTS: ReadonlySet<string> = new Set(['first', 'ids', 'responses']);
/**
 * The number of costs that are kept for one operation, and the length of their keys. Only an attack would need more.
 */
const MOST_COSTS = 20;
const LONGEST_KEY = 500;

interface OperationCosts {
  /** The variables whose values change the cost. */
  readonly byValue: readonly string[];
  readonly costs: Map<string, number>;
}

/**
 * Costs of operations that have been priced, as long as their document is kept. `price` is asked for a cost that is not
 * known; what it throws, and undefined, are not kept. An operation is known by its document and name, by the values of
 * the variables that its directives and page sizes have, and by which of its other variables are null or missing.
 */
export function createCostCache() {
  const known = new WeakMap<DocumentNode, Map<string, OperationCosts>>();

  return function costOf(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Variables,
    price: () => number | undefined,
  ): number | undefined {
    const operations = known.get(document) ?? new Map<string, OperationCosts>();
    known.set(document, operations);
    const name = operationName ?? '';
    const operation = operations.get(name) ?? { byValue: pricedVariables(document), costs: new Map<string, number>() };
    operations.set(name, operation);
    const key = keyOf(operation.byValue, variables);
    const kept = operation.costs.get(key);
    if (kept !== undefined) return kept;
    const cost = price();
    if (cost !== undefined && key.length <= LONGEST_KEY && operation.costs.size < MOST_COSTS)
      operation.costs.set(key, cost);
    return cost;
  };
}

function keyOf(byValue: readonly string[], variables: Variables): string {
  let key = '';
  for (const name in variables) key += variables[name] === null ? `${name}- ` : `${name} `;
  return byValue.length === 0 ? key : key + JSON.stringify(byValue.map((name) => variables[name]));
}

function pricedVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  const add = (value: ValueNode) =>
    void visit(value, { [Kind.VARIABLE]: { enter: (variable) => void names.add(variable.name.value) } });
  visit(document, {
    Directive: ({ arguments: given = [] }) => given.forEach(({ value }) => add(value)),
    Field: ({ arguments: given = [] }) =>
      given.forEach(({ name, value }) => PRICED_ARGUMENTS.has(name.value) && add(value)),
  });
  return [...names];
}
