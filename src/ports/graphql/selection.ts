import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type FieldNode,
  type GraphQLResolveInfo,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Selection } from '../../kernel/selection.js';

type Mutable = { [field: string]: Mutable };

/**
 * The selection below the field that is resolved. Fragments are followed, and @skip and @include are applied. The
 * fields of all possible types are merged: a store that loads one field too many wastes time, but one too few is an
 * error. A connection's `nodes` and `edges.node` count as the list itself.
 */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  const selection: Mutable = {};
  for (const node of info.fieldNodes) if (node.selectionSet) collect(node.selectionSet, info, selection);
  return selection;
}

/** The selection of a connection's items. */
export function nodeSelectionOf(info: GraphQLResolveInfo): Selection {
  const { nodes = {}, edges = {} } = selectionOf(info) as Mutable;
  return { ...edges['node'], ...nodes };
}

function collect(set: SelectionSetNode, info: GraphQLResolveInfo, into: Mutable): void {
  for (const node of set.selections) {
    if (!isIncluded(node, info)) continue;
    if (node.kind === Kind.FIELD) collectField(node, info, into);
    else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet, info, into);
    else {
      const fragment = info.fragments[node.name.value];
      if (fragment) collect(fragment.selectionSet, info, into);
    }
  }
}

function collectField(node: FieldNode, info: GraphQLResolveInfo, into: Mutable): void {
  const below = (into[node.name.value] ??= {});
  if (node.selectionSet) collect(node.selectionSet, info, below);
}

function isIncluded(node: SelectionNode, info: GraphQLResolveInfo): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, info.variableValues)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues)?.['if'] !== false;
}
