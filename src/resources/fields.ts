import { CURRENCY_DECIMALS } from '../kernel/currencies.js';
import type { ColumnField, ElsewhereField, ManyField, OneField, ShapeField, Sql, ValueField } from './resource.js';

/** A value that is not a column as it is. `columns` are those that the expression reads. */
export function computed(type: string, sql: (row: Sql) => Sql, columns: readonly string[] = []): ValueField {
  return { kind: 'value', type, sql, columns };
}

/** A column, as it is. `meaning` is for who reads its name and does not know its form. */
export function column<Type extends string>(type: Type, name: string, meaning?: string): ColumnField<Type> {
  return {
    ...computed(type, (row) => `${row}.${name}`, [name]),
    type,
    column: name,
    ...(meaning !== undefined && { meaning }),
  };
}

/** A double. Adding zero makes -0 a 0, as JSON.stringify does. */
export function double(type: string, name: string): ValueField {
  return computed(type, (row) => `${row}.${name} + 0.0::float8`, [name]);
}

/**
 * The rows with a value in a column. The sub-select hides the value from PostgreSQL's planner. It sees that one plan
 * serves all values, and keeps it. Of values that it knows it would compare the plans, and might plan every execution
 * of a list anew, which takes longer than the reading.
 */
export function equals(column: Sql, type: string): (row: Sql, value: Sql) => Sql {
  return (row, value) => `${row}.${column} = (SELECT ${value}::${type})`;
}

/** A statement whose values PostgreSQL's planner sees. */
export function withShownValues(statement: Sql): Sql {
  return statement.replace(/\(SELECT (\$\d+::\w+)\)/g, '$1');
}

/** A value of a database enum, under its GraphQL name. */
export function enumeration(type: string, name: string): ValueField {
  return enumerated(type, (row) => `${row}.${name}`, [name]);
}

/** A value of an enum that an expression makes, under its GraphQL name. */
export function enumerated(type: string, value: (row: Sql) => Sql, columns: readonly string[]): ValueField {
  return { ...computed(type, (row) => `upper(${value(row)}::text)`, columns), stored: (row) => `${value(row)}::text` };
}

/** A timestamptz as RFC 3339 in UTC with milliseconds. Instants outside the years 1 to 9999 become the nearest inside. */
export function instant(type: string, name: string): ValueField {
  return computed(type, (row) => instantText(bounded(`${row}.${name}`)), [name]);
}

/** The text of a timestamptz whose year has four digits. */
export function instantText(at: Sql): Sql {
  return `to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

const FIRST_INSTANT = `'0001-01-01T00:00:00Z'::timestamptz`;
const LAST_INSTANT = `'9999-12-31T23:59:59.999Z'::timestamptz`;
// least and greatest pass over nulls, so the column decides first whether there is an instant.
const bounded = (at: Sql) =>
  `CASE WHEN ${at} IS NOT NULL THEN least(greatest(${at}, ${FIRST_INSTANT}), ${LAST_INSTANT}) END`;

/** The number of rows of a table that belong to the row. */
export function countOf(table: string, where: (row: Sql, child: Sql) => Sql): ValueField {
  return computed('Int!', (row) => `(SELECT count(*) FROM ${table} counted WHERE ${where(row, 'counted')})`);
}

/** The row of `of` whose ID is in the column `foreignKey`. Its ID alone is read without it. */
export function belongsTo(of: string, foreignKey: string): OneField {
  return {
    kind: 'one',
    type: `${of}!`,
    of,
    where: (row, parent) => `${parent}.id = ${row}.${foreignKey}`,
    known: { id: (row) => `${row}.${foreignKey}` },
  };
}

/** The rows of `of` whose column `foreignKey` has the row's ID. */
export function hasMany(
  of: string,
  foreignKey: string,
  orderBy: ManyField['orderBy'],
  only: Pick<ManyField, 'membersOnly'> = {},
): ManyField {
  return {
    kind: 'many',
    type: `[${of}!]!`,
    of,
    where: (row, child) => `${child}.${foreignKey} = ${row}.id`,
    orderBy,
    ...only,
  };
}

/** A field that no statement answers. */
export function elsewhere(type: string): ElsewhereField {
  return { kind: 'elsewhere', type };
}

/**
 * An amount in minor units as Money. `decimals` is the number of decimals that it was written with, or null for those
 * of its currency.
 */
export function money(
  type: string,
  {
    minor,
    currency,
    decimals,
  }: { readonly minor: string; readonly currency: (row: Sql) => Sql; readonly decimals: (row: Sql) => Sql },
): ShapeField {
  return {
    kind: 'shape',
    type,
    fields: {
      amount: computed('Decimal!', (row) => amountText(`${row}.${minor}`, currency(row), decimals(row)), [minor]),
      currency: computed('String!', (row) => currency(row)),
    },
  };
}

/** Whole US dollars as Money: without cents where a number would not keep them exactly (usDollars of bookings/money.ts). */
export function dollars(name: string): ShapeField {
  const most = Math.floor(Number.MAX_SAFE_INTEGER / 100);
  return {
    kind: 'shape',
    type: 'Money',
    isNull: (row) => `${row}.${name} IS NULL`,
    fields: {
      amount: computed(
        'Decimal!',
        (row) => `CASE WHEN ${row}.${name} <= ${most} THEN ${row}.${name}::text || '.00' ELSE ${row}.${name}::text END`,
        [name],
      ),
      currency: computed('String!', () => `'USD'::text`),
    },
  };
}

/** The decimal text of a minor amount: formatAmount of kernel/currencies.ts. */
function amountText(minor: Sql, currency: Sql, decimals: Sql): Sql {
  const own = Object.entries(CURRENCY_DECIMALS)
    .map(([places, codes]) => `WHEN strpos('${codes}', given.currency) > 0 THEN ${places}`)
    .join(' ');
  // OFFSET keeps what is selected here from being made once more for each place that names it.
  return `(SELECT CASE places.n WHEN 0 THEN ${minor}::text WHEN 2 THEN (${minor} * 0.01)::text
    ELSE round(${minor} / (10::numeric ^ places.n), places.n)::text END
    FROM (SELECT coalesce(given.decimals, CASE ${own} ELSE 2 END)::int AS n
      FROM (SELECT ${decimals} AS decimals, ${currency} AS currency OFFSET 0) given OFFSET 0) places)`;
}
