import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { rootDirectiveError } from '../../../../src/ports/graphql/subscription-roots.js';

const errorOf = (text: string) => rootDirectiveError(parse(text))?.message;

describe('the root of a subscription', () => {
  it.each([
    'subscription { events @skip(if: true) { id } }',
    'subscription { events @include(if: false) { id } }',
    'subscription ($x: Boolean!) { events @skip(if: $x) { id } }',
    'subscription { ... @include(if: true) { events { id } } }',
    'subscription { ... on Subscription { events @skip(if: true) { id } } }',
    'subscription { ...F } fragment F on Subscription { events @skip(if: true) { id } }',
    'subscription { ...F @skip(if: true) } fragment F on Subscription { events { id } }',
    'subscription { ...F } fragment F on Subscription { ...G } fragment G on Subscription { ... { events @include(if: true) { id } } }',
    'query A { viewer { role } } subscription B { events @skip(if: false) { id } }',
  ])('has no @skip and no @include: %s', (text) =>
    expect(errorOf(text)).toMatch(/^@(skip|include) is not allowed at the root of a subscription\.$/),
  );

  it.each([
    'subscription { events { id @skip(if: true) } }',
    'subscription { events { ... @include(if: true) { id } } }',
    'query { viewer @skip(if: true) { role } }',
    'mutation { a @include(if: true) }',
    'subscription { ...F } fragment F on Subscription { ...F events { id } }',
    'subscription { ...Missing }',
    'fragment F on Subscription { events @skip(if: true) { id } }',
  ])('may have them below, and other operations anywhere: %s', (text) => expect(errorOf(text)).toBeUndefined());
});
