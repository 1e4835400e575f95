import { describe, expect, it } from '@jest/globals';
import { graphql, GraphQLObjectType, GraphQLSchema, GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';
import { connection, connectionResolvers, type Connection } from '../../../../src/ports/graphql/connection.js';
import type { Page } from '../../../../src/kernel/paging.js';

/** A list that grows between any two reads of it. */
function growing() {
  const reads = { pages: 0, counts: 0 };
  let size = 0;
  const grown = async () => {
    const now = (size += 1);
    await new Promise(setImmediate);
    return now;
  };
  async function loadPage(): Promise<Page<number>> {
    reads.pages += 1;
    const items = Array.from({ length: await grown() }, (_, n) => n);
    return { items, positions: items.map((item) => [item]), hasNextPage: false };
  }
  function count(): Promise<number> {
    reads.counts += 1;
    return grown();
  }
  return { list: connection('numbers', true, loadPage, count), count, reads };
}

const numbers = new GraphQLObjectType({
  name: 'Numbers',
  fields: {
    totalCount: { type: GraphQLInt, resolve: (list: Connection<number>) => connectionResolvers.totalCount(list) },
    nodes: {
      type: new GraphQLList(GraphQLInt),
      resolve: (list: Connection<number>) => connectionResolvers.nodes(list),
    },
  },
});
const schemaOf = (list: Connection<number>) =>
  new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: { numbers: { type: new GraphQLNonNull(numbers), resolve: () => list } },
    }),
  });

describe('a connection whose list changes between reads', () => {
  it.each([
    '{ numbers { totalCount nodes } }',
    '{ numbers { nodes totalCount } }',
    '{ numbers { totalCount } numbers { ... { nodes } } }',
  ])('answers %s without contradiction', async (source) => {
    const { list } = growing();
    const { data } = await graphql({ schema: schemaOf(list), source });
    const { totalCount, nodes } = data?.['numbers'] as { totalCount: number; nodes: number[] };
    expect(totalCount).toBe(nodes.length);
  });

  it('reads no page for a totalCount alone, and counts nothing for nodes alone', async () => {
    const counted = growing();
    await graphql({ schema: schemaOf(counted.list), source: '{ numbers { totalCount } }' });
    expect(counted.reads).toEqual({ pages: 0, counts: 1 });
    const listed = growing();
    await graphql({ schema: schemaOf(listed.list), source: '{ numbers { nodes } }' });
    expect(listed.reads).toEqual({ pages: 1, counts: 0 });
  });

  it('would answer with two sizes if each were answered as it was read (negative control)', async () => {
    const { list, count } = growing();
    const { data } = await graphql({
      schema: schemaOf({ ...list, totalCount: count }),
      source: '{ numbers { totalCount nodes } }',
    });
    const { totalCount, nodes } = data?.['numbers'] as { totalCount: number; nodes: number[] };
    expect(totalCount).not.toBe(nodes.length);
  });

  it('counts all the same when the page cannot be read', async () => {
    const list = connection<number>(
      'numbers',
      true,
      () => Promise.reject(new Error('no')),
      () => Promise.resolve(7),
    );
    const { data, errors } = await graphql({ schema: schemaOf(list), source: '{ numbers { totalCount nodes } }' });
    expect(data?.['numbers']).toEqual({ totalCount: 7, nodes: null });
    expect(errors).toHaveLength(1);
  });
});
