import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeISOResolver, JSONResolver, LocalDateResolver } from 'graphql-scalars';

const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;
function decimal(value: unknown): string {
  if (typeof value !== 'string' || !DECIMAL.test(value)) throw new GraphQLError('Decimal must be a string such as "12.50".');
  return value;
}

/** Exact decimals travel as strings: a JSON number would pass through a double on its way. */
const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  serialize: decimal,
  parseValue: decimal,
  parseLiteral: (node) => decimal(node.kind === Kind.STRING ? node.value : undefined),
});

/**
 * As the community's scalar reads it; services answer Dates only, so writing needs no guessing. It has the contract's name: a
 * variable's type is looked up by it.
 */
const DateTimeScalar = new GraphQLScalarType<Date, string>({ ...DateTimeISOResolver.toConfig(), name: 'DateTime', serialize: (value) => (value as Date).toISOString() });
const DateScalar = new GraphQLScalarType({ ...LocalDateResolver.toConfig(), name: 'Date' });

export const scalars = { DateTime: DateTimeScalar, Date: DateScalar, JSON: JSONResolver, Decimal: DecimalScalar };
