import { LabError } from './lab-error.js';
import { NO_NETWORK } from './network.js';
import { bearer, graphqlData, graphqlPost } from './requests.js';
import { createRecordingClient } from './recording-client.js';
import { sleepUntil } from './sleep.js';
import type { LabFixtures } from './task.js';
import type { LabTransport } from './transport.js';

type Ask = <Data>(query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Data>;

const SURVEYS = 20;
const OPEN = 'Lab survey, open';
const WATCHED = 'Lab watched survey';
const INVENTORY_CHECKS = 100;
const INVENTORY_PAUSE_MS = 100;
const DAY_MS = 86_400_000;

const numbered = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));
const pages = numbered(4, (page) => ({
  title: `Page ${page}`,
  questions: numbered(5, (question) => ({
    heading: `Question ${question} of page ${page}: how much do you agree?`,
    family: 'SINGLE_CHOICE',
    required: question === 1,
    options: numbered(5, (option) => ({ label: `Answer ${option}`, value: option })),
  })),
}));
const layout = [...'ABCDEFGHIJKL'].map((row, index) => ({ row, seats: 20, tier: index < 8 ? 'standard' : 'premium' }));

/**
 * The data of the tasks. Missing data is created through the gateway's API; when everything exists, this takes a few
 * requests. The token must be an owner's. The data belongs to its tenant and is kept.
 */
export async function prepareFixtures(
  origin: string,
  token: string,
  transport: LabTransport,
  signal: AbortSignal = new AbortController().signal,
): Promise<LabFixtures> {
  const { recordingClient: exchanger } = createRecordingClient({
    origin,
    transport,
    network: NO_NETWORK,
    signal,
    onExchange: () => undefined,
  });
  const ask: Ask = (query, variables = {}) =>
    graphqlData(exchanger.unmeasured(graphqlPost('prepare', query, variables, bearer({ token }))));
  const surveys = await prepareSurveys(ask);
  const show = await prepareShow(ask);
  await awaitInventory(ask, show.showId, signal);
  return { token, ...surveys, ...show };
}

async function prepareSurveys(ask: Ask) {
  const { surveys } = await ask<{ surveys: { nodes: { id: string; title: string }[] } }>(
    '{ surveys(first: 100, filter: { titleContains: "Lab " }) { nodes { id title } } }',
  );
  const find = (matches: (title: string) => boolean) => surveys.nodes.find(({ title }) => matches(title))?.id;
  const create = async (title: string, content: unknown) =>
    (
      await ask<{ createSurvey: { survey: { id: string } } }>(
        'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }',
        { input: { title, pages: content } },
      )
    ).createSurvey.survey.id;

  for (const title of numbered(SURVEYS, (index) => `Lab survey ${String(index).padStart(2, '0')}`))
    if (find((known) => known === title) === undefined) await create(title, pages);
  const surveyId = find((title) => title === OPEN) ?? (await create(OPEN, pages));
  const watchedSurveyId = find((title) => title.startsWith(WATCHED)) ?? (await create(WATCHED, pages.slice(0, 1)));
  return { surveyId, watchedSurveyId, collectorSlug: await openLink(ask, surveyId) };
}

/** The link of the survey's collector. Publishes the survey and creates the collector if necessary. */
async function openLink(ask: Ask, id: string): Promise<string> {
  const { survey } = await ask<{ survey: { status: string; collectors: { slug: string; status: string }[] } }>(
    'query ($id: ID!) { survey(id: $id) { status collectors { slug status } } }',
    { id },
  );
  const known = survey.collectors.find(({ status }) => status === 'OPEN');
  if (known !== undefined) return known.slug;
  if (survey.status === 'DRAFT') await ask('mutation ($id: ID!) { publishSurvey(id: $id) { survey { id } } }', { id });
  const { createCollector } = await ask<{ createCollector: { collector: { slug: string } } }>(
    'mutation ($input: CreateCollectorInput!) { createCollector(input: $input) { collector { slug } } }',
    { input: { surveyId: id, name: 'Lab' } },
  );
  return createCollector.collector.slug;
}

/** Resolves when the read model has the event that scheduled the show. */
async function awaitInventory(ask: Ask, id: string, signal: AbortSignal): Promise<void> {
  for (let left = INVENTORY_CHECKS; left > 0; left -= 1) {
    const { show } = await ask<{ show: { seatInventory: { complete: boolean } | null } }>(
      'query ($id: ID!) { show(id: $id) { seatInventory { complete } } }',
      { id },
    );
    if (show.seatInventory?.complete === true) return;
    await sleepUntil(performance.now() + INVENTORY_PAUSE_MS, signal);
  }
  throw new LabError('The event that scheduled the lab’s show has not reached the seat inventory.');
}

interface KnownShow {
  readonly id: string;
  readonly status: string;
  readonly movie: { readonly id: string };
}

/** A future show in the tenant's own hall. */
async function prepareShow(ask: Ask): Promise<{ readonly showId: string; readonly movieId: string }> {
  const city = 'Labville';
  const found = await ask<{
    viewer: { tenant: string | null };
    venues: { nodes: { id: string; name: string; screens: { id: string }[] }[] };
  }>(
    'query ($city: String!) { viewer { tenant } venues(first: 100, filter: { city: $city }) { nodes { id name screens { id } } } }',
    { city },
  );
  const name = `Lab hall of ${found.viewer.tenant ?? 'nobody'}`;
  const venue = found.venues.nodes.find((known) => known.name === name);
  const made = async <Type extends string>(type: Type, field: string, input: unknown) => {
    const answer = await ask<Record<string, Record<string, { id: string }>>>(
      `mutation ($input: Create${type}Input!) { create${type}(input: $input) { ${field} { id } } }`,
      { input },
    );
    const id = answer[`create${type}`]?.[field]?.id;
    if (id === undefined) throw new LabError(`The gateway made no ${field}.`);
    return id;
  };
  const venueId = venue?.id ?? (await made('Venue', 'venue', { name, city, timeZone: 'Europe/Berlin' }));
  const screenId = venue?.screens[0]?.id ?? (await made('Screen', 'screen', { venueId, name: '1', layout }));

  const from = new Date(Date.now() + DAY_MS).toISOString();
  const { shows } = await ask<{ shows: { nodes: KnownShow[] } }>(
    'query ($filter: ShowFilter!) { shows(first: 20, filter: $filter) { nodes { id status movie { id } } } }',
    { filter: { venueId, from } },
  );
  const known = shows.nodes.find(({ status }) => status === 'SCHEDULED');
  if (known !== undefined) return { showId: known.id, movieId: known.movie.id };
  const { movies } = await ask<{ movies: { nodes: { id: string }[] } }>('{ movies(first: 20) { nodes { id } } }');
  const [movie] = movies.nodes;
  if (movie === undefined) throw new LabError('There are no movies. The first start imports them (SEED=on).');
  const tiers = [
    { code: 'standard', name: 'Standard', price: '12.50' },
    { code: 'premium', name: 'Premium', price: '17.00' },
  ];
  const showId = await made('Show', 'show', {
    movieId: movie.id,
    screenId,
    startsAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
    currency: 'EUR',
    tiers,
  });
  return { showId, movieId: movie.id };
}
