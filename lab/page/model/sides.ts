import type { SideName } from '../../trade-offs/exchange.js';

export const SIDE_TITLES: Readonly<Record<SideName, string>> = { rest: 'REST', graphql: 'GraphQL' };

export function otherSide(side: SideName): SideName {
  return side === 'rest' ? 'graphql' : 'rest';
}
