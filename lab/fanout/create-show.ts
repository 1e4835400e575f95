import type { GraphQLRequest } from '../graphql-request.js';

/** A show of tomorrow with 200 seats, in a screen of its own, of a movie of the demo data. */
export async function createShow(request: GraphQLRequest): Promise<string> {
  const movies = await request<{ movies: { nodes: { id: string }[] } }>('{ movies(first: 1) { nodes { id } } }');
  const movieId = movies.data.movies.nodes[0]?.id;
  if (movieId === undefined) throw new Error('There is no movie to show');
  const created = async (field: string, type: string, input: Readonly<Record<string, unknown>>) => {
    const { data } = await request<Record<string, Record<string, { id: string }>>>(
      `mutation ($input: Create${type}Input!) { create${type}(input: $input) { ${field} { id } } }`,
      { input },
    );
    return data[`create${type}`]?.[field]?.id ?? '';
  };
  const venueId = await created('venue', 'Venue', { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' });
  const layout = Array.from('ABCDEFGHIJ', (row) => ({ row, seats: 20, tier: 'standard' }));
  const screenId = await created('screen', 'Screen', { venueId, name: '1', layout });
  return created('show', 'Show', {
    movieId,
    screenId,
    startsAt: new Date(Date.now() + 24 * 3_600_000).toISOString(),
    currency: 'EUR',
    tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
  });
}
