import pg from 'pg';
import { newGatewayId as made, outboxShard as shardOf } from './gateway-ids.js';
import type { openProvider } from './hand-written-provider.js';
import * as sql from './hand-written-sql.js';

/** Who writes. */
interface Caller {
  readonly tenant: string;
  readonly subject: string;
}

interface PageInput {
  readonly title: string;
  readonly questions: readonly {
    readonly heading: string;
    readonly options: readonly { readonly label: string; readonly value: number }[];
  }[];
}

/** A refused write: another caller has the seats, or the row is not in the required state. */
export class Refused extends Error {}

const refuseUnless = (condition: unknown, message: string): void => {
  if (!condition) throw new Refused(message);
};

/**
 * The five writes as somebody would write them who needed these and nothing else: the same locks, checks, rows and
 * outbox rows as the gateway's, in transactions of one statement that locks and one that writes where that is enough.
 */
export function createHandWrittenWrites(connectionString: string, provider: Awaited<ReturnType<typeof openProvider>>) {
  const pool = new pg.Pool({ connectionString, max: 20 });

  async function inTransaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(
        async (name, values) => (await client.query({ name, text: sql[name], values: [...values] })).rows,
      );
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  return {
    hold: ({ tenant, subject }: Caller, showId: string, labels: readonly string[]) =>
      inTransaction(async (query) => {
        const seats = await query('LOCK_SEATS', [showId, labels]);
        refuseUnless(seats.length === labels.length, 'The show has no such seats');
        // A hold that has run out is taken over by the gateway; here its seats are refused, which takes less.
        refuseUnless(
          seats.every(({ status }) => status === 'available'),
          'Seats are taken',
        );
        const total = seats.reduce((sum, { price }) => sum + Number(price), 0);
        const id = made('SeatHold');
        const [held] = await query('HOLD', [
          made('Event'),
          shardOf(showId),
          showId,
          id,
          tenant,
          subject,
          labels,
          total,
        ]);
        refuseUnless(held, 'The show cannot be booked');
        return { id, status: 'ACTIVE', seatLabels: labels };
      }),

    book: ({ tenant, subject }: Caller, holdId: string, email: string) =>
      inTransaction(async (query) => {
        const [hold] = await query('LOCK_HOLD', [holdId, tenant, subject]);
        refuseUnless(hold?.['status'] === 'active' && hold['isLive'], 'The hold has expired');
        refuseUnless(hold?.['showStatus'] === 'scheduled', 'The show cannot be booked');
        const id = made('Booking');
        await query('BOOK', [
          ...[made('Event'), shardOf(id), id, hold?.['showId'], holdId, hold?.['tenant'], tenant, subject, email],
          ...[hold?.['total'], hold?.['currency'], hold?.['labels']],
        ]);
        return { id, status: 'PENDING_PAYMENT', version: 1 };
      }),

    async pay({ tenant, subject }: Caller, bookingId: string) {
      const paymentId = made('Payment');
      const booking = await inTransaction(async (query) => {
        const [found] = await query('LOCK_BOOKING', [bookingId, tenant, subject]);
        if (found === undefined) throw new Refused('There is no such booking');
        refuseUnless(found['status'] === 'pending_payment' && found['isLive'], 'The booking cannot be paid');
        refuseUnless(found['pending'] === 0, 'A payment is in progress');
        await query('BEGIN_PAYMENT', [paymentId, bookingId, found['total'], found['currency']]);
        return found;
      });
      const amount = { amountMinor: Number(booking['total']), currency: String(booking['currency']) };
      const charged = await provider.charge(paymentId, amount);
      const { holdId, showId, labels, email } = booking;
      return inTransaction(async (query) => {
        await query('LOCK_SEATS', [showId, labels]);
        const [payment] = await query('LOCK_PAYMENT', [paymentId]);
        refuseUnless(payment?.['status'] === 'pending', 'The payment was settled');
        const { status: _, ...names } = payment ?? {};
        const confirmed = { bookingId, showId, paymentId, seats: labels, total: amount, email, ...names };
        const [paid] = await query('SELL', [
          ...[made('Event'), shardOf(String(showId)), showId, paymentId, charged.id, charged.providerRef, holdId],
          ...[bookingId, labels, made('Event'), JSON.stringify(confirmed), shardOf(bookingId)],
        ]);
        return { id: bookingId, status: String(paid?.['status']).toUpperCase(), version: paid?.['version'] };
      });
    },

    respond: (slug: string, answers: readonly { questionId: string; optionIds: readonly string[] }[]) =>
      inTransaction(async (query) => {
        const chosen = answers.flatMap(({ questionId, optionIds }) =>
          optionIds.map((optionId) => ({ questionId, optionId })),
        );
        const [survey] = await query('TO_RESPOND', [slug, chosen.map(({ optionId }) => optionId)]);
        if (survey === undefined) throw new Refused('There is no such link');
        refuseUnless(survey['quotas'] === 0, 'Surveys of this benchmark have no quotas');
        const questions = survey['questions'] as { id: string; required: boolean; options: string[] }[];
        const byId = new Map(questions.map((question) => [question.id, question]));
        for (const { questionId, optionIds } of answers)
          refuseUnless(
            optionIds.length === 1 && optionIds.every((id) => byId.get(questionId)?.options.includes(id)),
            'An answer does not fit its question',
          );
        const { surveyId, collectorId, tenant } = survey;
        const id = made('SurveyResponse');
        const at = new Date().toISOString();
        const submitted = {
          ...{ responseId: id, surveyId, collectorId, status: 'completed', startedAt: at, submittedAt: at },
          answeredQuestions: answers.length,
          choices: chosen,
        };
        await query('RESPOND', [
          ...[made('Event'), shardOf(id), id, surveyId, collectorId],
          JSON.stringify(chosen.map(({ questionId, optionId }) => ({ question_id: questionId, option_id: optionId }))),
          ...[tenant, made('Event'), JSON.stringify(submitted)],
        ]);
        return { id, status: 'COMPLETED' };
      }),

    createSurvey: ({ tenant, subject }: Caller, title: string, pages: readonly PageInput[]) =>
      inTransaction(async (query) => {
        const id = made('Survey');
        const placed = pages.map((page, position) => ({ ...page, id: made('SurveyPage'), position }));
        const questions = placed.flatMap((page) =>
          page.questions.map((question, position) => ({
            ...question,
            id: made('Question'),
            page_id: page.id,
            position,
          })),
        );
        const options = questions.flatMap((question) =>
          question.options.map((option, position) => ({
            ...option,
            id: made('QuestionOption'),
            question_id: question.id,
            position,
          })),
        );
        const without = ({ options: _, ...question }: (typeof questions)[number]) => question;
        await query('SURVEY', [
          ...[made('Event'), shardOf(id), id, tenant, subject, title],
          JSON.stringify(
            placed.map(({ id: pageId, position, title: name }) => ({ id: pageId, position, title: name })),
          ),
          JSON.stringify(questions.map(without)),
          JSON.stringify(options),
        ]);
        return { id, status: 'DRAFT', version: 1 };
      }),
  };
}

type Query = (name: keyof typeof sql, values: readonly unknown[]) => Promise<Record<string, unknown>[]>;
