import {
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The query once for each key of its root, with the other keys skipped. Its fragments and variables stay in use, so it
 * stays valid.
 */
export function singleRoots(query: string, queryType: string): readonly string[] {
  const document = parse(query, { noLocation: true });
  return [...rootKeys(document, queryType)].map((key) => print(withoutOthers(document, queryType, key)));
}

/** The selection sets of the root: the operations', and those of fragments on its type. */
function mapRoots(document: DocumentNode, queryType: string, map: (set: SelectionSetNode) => SelectionSetNode) {
  return visit(document, {
    OperationDefinition: (node) => ({ ...node, selectionSet: map(node.selectionSet) }),
    FragmentDefinition: (node) =>
      node.typeCondition.name.value === queryType ? { ...node, selectionSet: map(node.selectionSet) } : undefined,
  });
}

function rootKeys(document: DocumentNode, queryType: string): Set<string> {
  const keys = new Set<string>();
  const collect = (set: SelectionSetNode): SelectionSetNode => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) keys.add((node.alias ?? node.name).value);
      else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
    }
    return set;
  };
  mapRoots(document, queryType, collect);
  return keys;
}

function withoutOthers(document: DocumentNode, queryType: string, key: string): DocumentNode {
  const keep = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((node): SelectionNode => {
      if (node.kind === Kind.FIELD) return (node.alias ?? node.name).value === key ? node : skipped(node);
      return node.kind === Kind.INLINE_FRAGMENT ? { ...node, selectionSet: keep(node.selectionSet) } : node;
    }),
  });
  return mapRoots(document, queryType, keep);
}

function skipped(node: SelectionNode): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    directives: [
      {
        kind: Kind.DIRECTIVE,
        name: { kind: Kind.NAME, value: 'skip' },
        arguments: [
          { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'if' }, value: { kind: Kind.BOOLEAN, value: true } },
        ],
      },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [node] },
  };
}
