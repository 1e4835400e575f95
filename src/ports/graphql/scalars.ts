import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { JSONResolver } from 'graphql-scalars';
import { instantText, isDay, parseInstant } from '../../kernel/instants.js';

/** A scalar whose input is always a string. `parse` returns the value, or undefined for an invalid string. */
function textScalar<Internal, External>(
  name: string,
  form: string,
  parse: (text: string) => Internal | undefined,
  serialize: (value: unknown) => External,
): GraphQLScalarType<Internal, External> {
  const parsed = (given: unknown): Internal => {
    const value = typeof given === 'string' ? parse(given) : undefined;
    if (value === undefined)
      throw new GraphQLError(`${name} must be ${form}.`, { extensions: { code: 'BAD_USER_INPUT' } });
    return value;
  };
  return new GraphQLScalarType<Internal, External>({
    name,
    serialize,
    parseValue: parsed,
    parseLiteral: (node) => parsed(node.kind === Kind.STRING ? node.value : undefined),
  });
}

const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;
const decimal = (text: string) => (DECIMAL.test(text) ? text : undefined);
const day = (text: string) => (isDay(text) ? text : undefined);

/** Exact decimals travel as strings: a JSON number would pass through a double on its way. */
const DecimalScalar = textScalar(
  'Decimal',
  'a string such as "12.50", with at most 15 digits before the decimal point and 6 after it',
  decimal,
  String,
);
/** Services answer Dates only, so writing needs no guessing. */
const DateTimeScalar = textScalar(
  'DateTime',
  'an RFC 3339 instant such as "2030-01-31T19:30:00Z", in the years 1 to 9999',
  parseInstant,
  (value) => instantText(value as Date),
);
const DateScalar = textScalar('Date', 'a calendar date such as "2030-01-31"', day, String);

export const scalars = { DateTime: DateTimeScalar, Date: DateScalar, JSON: JSONResolver, Decimal: DecimalScalar };
