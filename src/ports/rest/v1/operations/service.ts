import { z } from 'zod';
import { PROBLEM_TITLES, STATUS_OF, type ProblemCode } from '../http/problem.js';
import { operation, value, type AnyOperation } from '../operation.js';
import { BASE } from '../reply.js';

const codes = Object.keys(PROBLEM_TITLES) as [ProblemCode, ...ProblemCode[]];

/** The links of the index: the collections, the streams, and the document that describes the rest. */
const LINKS = {
  surveys: '/surveys',
  movies: '/movies',
  venues: '/venues',
  shows: '/shows',
  bookings: '/bookings',
  eventLogs: '/event-logs',
  eventActivity: '/event-activity',
  events: '/events',
  deadLetters: '/dead-letters',
  cluster: '/cluster',
  topics: '/cluster/topics',
  consumerGroups: '/cluster/groups',
  outbox: '/outbox',
  parkedEvents: '/parked-events',
  alerts: '/alerts',
  viewer: '/viewer',
  document: '/openapi.json',
} as const;
const links = Object.fromEntries(Object.entries(LINKS).map(([name, path]) => [name, `${BASE}${path}`])) as Record<
  keyof typeof LINKS,
  string
>;
const linksSchema = z.object(
  Object.fromEntries(Object.keys(LINKS).map((name) => [name, z.string()])) as Record<keyof typeof LINKS, z.ZodString>,
);

/** Information about the API and about the caller. */
export const serviceOperations: readonly AnyOperation[] = [
  operation({
    id: 'getIndex',
    method: 'GET',
    path: '/',
    tag: 'Service',
    access: 'everyone',
    cache: 'public',
    summary: 'Links to the collections',
    answer: value('Index', z.object({ links: linksSchema })),
    errors: [],
    run: () => ({ links }),
  }),
  operation({
    id: 'getViewer',
    method: 'GET',
    path: '/viewer',
    tag: 'Service',
    access: 'everyone',
    summary: 'The caller whom the credentials identify',
    answer: value(
      'Viewer',
      z.object({
        role: z.enum(['anonymous', 'owner', 'staff', 'data']),
        subject: z.string().nullable(),
        tenant: z.string().nullable(),
      }),
    ),
    errors: [],
    run: ({ viewer }) =>
      viewer.role === 'anonymous'
        ? { role: viewer.role, subject: null, tenant: null }
        : { role: viewer.role, subject: viewer.subject, tenant: viewer.tenant },
  }),
  operation({
    id: 'getProblem',
    method: 'GET',
    path: '/problems/{code}',
    tag: 'Service',
    access: 'everyone',
    cache: 'public',
    summary: 'The meaning of a problem type',
    description:
      'The status is the usual one. A few problems have a more specific HTTP status; the problem itself says which.',
    params: z.strictObject({ code: z.enum(codes) }),
    answer: value('ProblemType', z.object({ code: z.enum(codes), title: z.string(), status: z.int() })),
    errors: ['NOT_FOUND'],
    example: { params: { code: 'SEAT_TAKEN' } },
    run: ({ params: { code } }) => ({ code, title: PROBLEM_TITLES[code], status: STATUS_OF[code] }),
  }),
];
