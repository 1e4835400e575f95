import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PlanStatement } from '../../../plans/statement.js';
import {
  dependencyKey,
  outlineDependenciesOf,
  type OutlineDependencies,
  type Outline,
  type Variables,
} from './outline.js';

/**
 * The limits of the cache for all documents together: the number of outlines and of statements, the characters of the
 * documents of the outlines (an outline holds its document), and the characters of the statements.
 */
export const PLAN_CACHE_LIMITS = {
  outlines: 1_000,
  outlineCharacters: 1_000_000,
  statements: 4_000,
  statementCharacters: 8_000_000,
} as const;

/** An outline, with a key that identifies it. */
export interface KeptOutline {
  readonly key: string;
  readonly outline: Outline;
}

/** Outlines and statements, those kept that were used last. */
export interface PlanCache {
  /** The outline of an operation for these variables, made when it is not kept. */
  outline(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Variables,
    make: () => Outline,
  ): KeptOutline;
  /** The statement of an outline for reads of this shape, made when it is not kept. */
  statement(of: KeptOutline, shape: string, make: () => PlanStatement): PlanStatement;
}

interface Identified {
  readonly id: number;
  readonly choices: OutlineDependencies;
}

/** See PlanCache. */
export function createPlanCache(limits: Readonly<Record<keyof typeof PLAN_CACHE_LIMITS, number>> = PLAN_CACHE_LIMITS) {
  const documents = new WeakMap<DocumentNode, Identified>();
  let ids = 0;
  const outlines = new LRUCache<string, KeptOutline, number>({
    max: limits.outlines,
    maxSize: limits.outlineCharacters,
  });
  const statements = new LRUCache<string, PlanStatement>({
    max: limits.statements,
    maxSize: limits.statementCharacters,
    sizeCalculation: ({ text }, key) => text.length + key.length,
  });

  function identified(document: DocumentNode): Identified {
    const known = documents.get(document);
    if (known !== undefined) return known;
    const made = { id: (ids += 1), choices: outlineDependenciesOf(document) };
    documents.set(document, made);
    return made;
  }

  return {
    outline(document, operationName, variables, make) {
      const { id, choices } = identified(document);
      const key = `${id} ${operationName ?? ''} ${dependencyKey(choices, variables)}`;
      const known = outlines.get(key);
      if (known !== undefined) return known;
      const made = { key, outline: make() };
      outlines.set(key, made, { size: (document.loc?.source.body.length ?? 1_000) + key.length });
      return made;
    },
    statement({ key: outlineKey }, shape, make) {
      const key = `${outlineKey} ${shape}`;
      const known = statements.get(key);
      if (known !== undefined) return known;
      const made = make();
      statements.set(key, made);
      return made;
    },
  } satisfies PlanCache;
}
