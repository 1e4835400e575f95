import type { KeysetColumn } from '../kernel/paging.js';

/**
 * Vocabulary. A *resource* is an object type that clients read, described once: its fields, where each comes from, and
 * the lists it has. A *row* is the SQL alias under which a statement reads one of its rows. A *read* says which rows
 * are asked for, by the names of *filters* and an *order*, with their values; it contains no SQL.
 */

/** The SQL alias of a row, or an SQL expression. Both are made of constants of this room only, never of input. */
export type Sql = string;

/** A leaf: a column, or an expression over the row. */
export interface ValueField {
  readonly kind: 'value';
  /** As GraphQL writes it: `String!`, `[String!]!`. */
  readonly type: string;
  readonly sql: (row: Sql) => Sql;
  /** Of an enum: the value under its name in the database, which REST has too. `sql` is its GraphQL name. */
  readonly stored?: (row: Sql) => Sql;
  /** The columns of the resource's table that it reads. */
  readonly columns: readonly string[];
  readonly membersOnly?: true;
}

/** A column, as it is. From it follow the domain's type of the row, the reference's SQL and REST's schema. */
export interface ColumnField<Type extends string = string> extends ValueField {
  readonly type: Type;
  readonly column: string;
  /** The description in REST's OpenAPI document. */
  readonly meaning?: string;
}

/** An object made of the row itself, such as an amount of money. */
export interface ShapeField {
  readonly kind: 'shape';
  readonly type: string;
  readonly fields: Readonly<Record<string, ValueField>>;
  /** When the object is null. Absent when it never is. */
  readonly isNull?: (row: Sql) => Sql;
}

/** One related row, which always exists. */
export interface OneField {
  readonly kind: 'one';
  readonly type: string;
  readonly of: string;
  /** The related rows, for a resource without a table. */
  readonly from?: (parent: Sql) => Sql;
  readonly where: (parent: Sql, child: Sql) => Sql;
  /** Fields of the related row that the parent's row has too: when no others are asked for, nothing is joined. */
  readonly known?: Readonly<Record<string, (parent: Sql) => Sql>>;
}

/** All related rows, in order. Their number is bounded, because writes limit it. */
export interface ManyField {
  readonly kind: 'many';
  readonly type: string;
  readonly of: string;
  readonly from?: (parent: Sql) => Sql;
  readonly where: (parent: Sql, child: Sql) => Sql;
  readonly orderBy: (child: Sql) => Sql;
  readonly membersOnly?: true;
}

/** Pages of related rows. Its arguments become a read of the `of` resource. */
export interface PageField {
  readonly kind: 'page';
  readonly type: string;
  readonly of: string;
  readonly where: (parent: Sql, child: Sql) => Sql;
  readonly membersOnly?: true;
}

/** A field that no statement answers: it comes from another store, or is computed in code. */
export interface ElsewhereField {
  readonly kind: 'elsewhere';
  readonly type: string;
}

export type Field = ValueField | ShapeField | OneField | ManyField | PageField | ElsewhereField;

/** A column of an order, before the ID. */
export interface OrderColumn {
  readonly sql: (row: Sql) => Sql;
  readonly type: 'timestamptz' | 'text' | 'date' | 'float8';
  readonly form: KeysetColumn;
  /** Rows without a value come last in either direction. Only the single column of an order may be nullable. */
  readonly nullable?: true;
  /**
   * Filters with which a page is read in one of several ways: along this order, or along an index of the filter and
   * then sorted. Which is shorter depends on the filters' values, so PostgreSQL plans each execution with them.
   */
  readonly weighed?: readonly string[];
  /**
   * Filters by a range of another column, for which there is an index of both columns. It does not have the rows in
   * this order, but finds the nearest to an end of it first, whatever the range: see pageOrder.
   */
  readonly near?: readonly string[];
}

/** The rows whose column has one of the values that a query finds. */
export interface Each {
  readonly column: Sql;
  /** A query of one column. No value comes twice. */
  readonly values: Sql;
}

/** A condition, from the row and a placeholder for each value of the filter. */
export type Filter = (row: Sql, ...values: Sql[]) => Sql | Each;

export interface Resource {
  /** The GraphQL type. */
  readonly name: string;
  /** Absent for rows that a field's `from` makes. */
  readonly table?: string;
  /** The Prisma model of the table. */
  readonly model?: string;
  readonly fields: Readonly<Record<string, Field>>;
  /**
   * The columns of a row that a resolver needs to answer a field that no statement answers. Absent when it needs the
   * whole row.
   */
  readonly reference?: Readonly<Record<string, ValueField>>;
  /** By name. */
  readonly filters?: Readonly<Record<string, Filter>>;
  /** Orders by name. The ID follows the columns, in the same direction. */
  readonly orders?: Readonly<Record<string, readonly OrderColumn[]>>;
}
