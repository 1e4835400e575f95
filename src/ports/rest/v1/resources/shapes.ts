import { z } from 'zod';

/** An id in an answer. */
export const id = z.uuid();
/** An instant in an answer: RFC 3339 in UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
/** An exact amount of money. */
export const money = z.object({
  amount: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .describe('An exact decimal number.'),
  currency: z.string().describe('An ISO 4217 currency code.'),
});
