import pg from 'pg';
import { MongoClient } from 'mongodb';
import { addNumbers } from '../../src/domain/read-models/number-tally.js';
import type { FinalStatus } from '../../src/domain/read-models/result-change.js';
import { partKey, type TallyPart } from '../../src/domain/read-models/result-tally.js';
import type { EventActivityDocument, EventLogDocument } from '../../src/stores/mongo/collections.js';
import { collectionsOf } from '../../src/stores/mongo/collections.js';
import { activityIncrements, eventLogDocument } from '../../src/stores/mongo/event-log-documents.js';
import { partDocument, rollUpDocument } from '../../src/stores/mongo/result-tally-documents.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { GrowthSize } from './sizes.js';
import { BEGINNING, CHOICE, COLLECTORS, idOf, NOW, SURVEY, TENANT } from './subjects.js';

const BATCH = 5_000;

/** Writes the events, and at last the roll-up of the responses in PostgreSQL. */
export async function fillMongo(
  urls: { readonly mongodbUrl: string; readonly databaseUrl: string },
  size: GrowthSize,
): Promise<void> {
  const client = await MongoClient.connect(urls.mongodbUrl);
  try {
    const { eventLog, eventActivity, resultTallies } = collectionsOf(client.db(databaseOf(urls.mongodbUrl)));
    const activity = new Map<string, EventActivityDocument>();
    for (let start = 0; start < size.events; start += BATCH) {
      const events = Array.from({ length: Math.min(BATCH, size.events - start) }, (_, index) =>
        event(start + index + 1, size.events),
      );
      const published = events.map((one) => ({ ...one, json: JSON.stringify(one.data) }));
      await eventLog.insertMany(
        published.map((event) => eventLogDocument(event, event.occurredAt)) as EventLogDocument[],
        { ordered: false },
      );
      for (const [_id, { count, ...document }] of activityIncrements(events, 0))
        activity.set(_id, { _id, ...document, count: count + (activity.get(_id)?.count ?? 0) });
    }
    await eventActivity.insertMany([...activity.values()]);
    const { responses, parts } = await countedParts(urls.databaseUrl);
    const survey = { surveyId: SURVEY, tenant: TENANT };
    const asOf = {
      at: NOW,
      offsets: [0, 1, 2].map((partition) => ({ topic: 'surveys' as const, partition, offset: 9n })),
    };
    await resultTallies.insertMany(parts.map((part) => partDocument(survey, part, 1)));
    await resultTallies.insertOne(rollUpDocument({ ...survey, state: 'complete', responses, asOf }, 1));
  } finally {
    await client.close();
  }
}

function event(n: number, total: number): GatewayEvent<'gateway.response.submitted.v1'> {
  const occurredAt = new Date(BEGINNING.getTime() + ((NOW.getTime() - BEGINNING.getTime()) * n) / total);
  const responseId = idOf('SurveyResponse', n);
  return {
    id: idOf('Event', n),
    type: 'gateway.response.submitted.v1',
    aggregateId: responseId,
    tenant: TENANT,
    actor: n % 1000 === 0 ? 'rare' : 'anonymous',
    occurredAt,
    data: {
      responseId,
      surveyId: SURVEY,
      collectorId: COLLECTORS[0] ?? '',
      status: 'completed',
      startedAt: occurredAt.toISOString(),
      submittedAt: occurredAt.toISOString(),
      answeredQuestions: 1,
      choices: [{ questionId: CHOICE.question, optionId: CHOICE.options[0] ?? '' }],
    },
  };
}

/** The counts that the consumer would have written, computed in PostgreSQL. */
async function countedParts(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const responses = await client.query<{ status: FinalStatus; count: number }>(
      `SELECT status::text, count(*)::int FROM survey_response WHERE survey_id = $1 GROUP BY status`,
      [SURVEY],
    );
    const counted = await client.query<{
      status: FinalStatus;
      question: string;
      option: string | null;
      row: string | null;
      number: number | null;
      answered: number;
      count: number;
    }>(
      `SELECT r.status::text, a.question_id AS question, a.option_id AS option, a.row_id AS row, a.number,
         (count(*) FILTER (WHERE a.position = 0))::int AS answered, count(*)::int
       FROM survey_response r JOIN answer a ON a.response_id = r.id WHERE r.survey_id = $1 GROUP BY 1, 2, 3, 4, 5`,
      [SURVEY],
    );
    const parts = new Map<string, TallyPart>();
    const part = (status: FinalStatus, questionId: string, rowId: string | null) => {
      const key = partKey({ status, questionId, rowId });
      return [key, parts.get(key) ?? { status, questionId, rowId, answered: 0, choices: [], numbers: null }] as const;
    };
    const numbers = new Map<string, number[]>();
    for (const { status, question, option, row, number, answered, count } of counted.rows) {
      const [key, own] = part(status, question, null);
      parts.set(key, { ...own, answered: own.answered + answered });
      if (number !== null) {
        const given = numbers.get(key) ?? [];
        numbers.set(key, given);
        for (let n = 0; n < count; n += 1) given.push(number);
      }
      if (option === null) continue;
      const [cellKey, cells] = part(status, question, row);
      parts.set(cellKey, { ...cells, choices: [...cells.choices, { optionId: option, count }] });
    }
    for (const [key, given] of numbers) {
      const own = parts.get(key);
      if (own !== undefined) parts.set(key, { ...own, numbers: addNumbers(null, given) });
    }
    return {
      responses: Object.fromEntries(responses.rows.map(({ status, count }) => [status, count])),
      parts: [...parts.values()],
    };
  } finally {
    await client.end();
  }
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1) || 'gateway';
}
