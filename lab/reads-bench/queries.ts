/**
 * A read that both sides answer: the gateway for `query` with the variable `id`, the baseline at `path` followed by the
 * id.
 */
export interface ReadScenario {
  readonly name: string;
  readonly title: string;
  readonly query: string;
  readonly path: string;
  /** The kind of object whose id it takes, if any. */
  readonly subject?: 'survey' | 'show';
}

export const READ_SCENARIOS: readonly ReadScenario[] = [
  {
    name: 'surveyById',
    title: 'survey by id',
    path: '/survey/',
    subject: 'survey',
    query:
      'query ($id: ID!) { survey(id: $id) { id title language status ownerId version createdAt updatedAt openedAt closedAt } }',
  },
  {
    name: 'surveyList',
    title: '20 surveys, each with its question and response counts',
    path: '/surveys',
    query: '{ surveys(first: 20) { nodes { id title status createdAt questionCount responses { totalCount } } } }',
  },
  {
    name: 'surveyTree',
    title: 'survey with pages, questions and options',
    path: '/survey-tree/',
    subject: 'survey',
    query: `query ($id: ID!) { survey(id: $id) { id title status
      pages { id position title questions { id position heading family required options { id position label } } } } }`,
  },
  {
    name: 'seatMap',
    title: 'show with 200 seats, movie and tiers',
    path: '/show/',
    subject: 'show',
    query: `query ($id: ID!) { show(id: $id) { id status startsAt movie { title } tiers { code name price { amount currency } }
      seats { label status tier { code } } } }`,
  },
  {
    name: 'eventLog',
    title: 'event log, a page of 50',
    path: '/event-log',
    query: '{ eventLogs(first: 50) { nodes { id type aggregateId actor occurredAt data } pageInfo { hasNextPage } } }',
  },
];
