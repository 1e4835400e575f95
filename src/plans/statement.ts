import { createHash } from 'node:crypto';
import type { FilterUse, PageRead, Read } from '../resources/read.js';
import { resourceOf } from '../resources/resources.js';
import type { Field, OneField, PageField, Resource, Sql } from '../resources/resource.js';
import { jsonList, jsonObject, type Column } from './json-text.js';
import { cursorText, orderColumns, pageOrder, startOf } from './order.js';
import type { PlanField, PlanRoot, PlanSelection } from './selection.js';

/** A statement whose text depends only on which filters are used, not on their values. */
export interface PlanStatement {
  /** A hash of the text: PostgreSQL keeps a prepared statement under it. */
  readonly name: string;
  /**
   * Has one row: a text of JSON for each root, null when there is no such row, or for all of them when they have more
   * than the most bytes together; and at last how many bytes they have.
   */
  readonly text: string;
}

/** A read of a resource, as one place of a plan makes it. */
export interface ResourceRead {
  readonly resource: Resource;
  readonly read: Read;
}

/** Tells apart the reads that make different texts. */
export function shapeOf({ resource, read: { filters, page } }: ResourceRead): string {
  const used = filters.map(([filter]) => filter).join('.');
  if (page === undefined) return used;
  return `${used}(${page.by} ${page.direction} ${startOf(orderColumns(resource, page), page).start} ${page.first})`;
}

/** The values of a read, in the order of their placeholders. Throws BAD_CURSOR. */
export function valuesOf({ resource, read: { filters, page } }: ResourceRead): readonly unknown[] {
  const given = filters.flatMap(([, ...values]) => values);
  return page === undefined ? given : [...given, ...startOf(orderColumns(resource, page), page).values];
}

/**
 * The statement that answers `roots`. `reads` are those that the plan's fields name by index. Their values follow one
 * another in this order. The texts have at most `mostBytes` together.
 */
export function planStatement(
  roots: readonly PlanRoot[],
  reads: readonly ResourceRead[],
  mostBytes: number,
): PlanStatement {
  const compiler = new Compiler(reads);
  const texts = roots.map((root, index) => `(${compiler.root(root)})::text AS c${index}`);
  const names = roots.map((_, index) => `r.c${index}`);
  const bytes = names.map((name) => `coalesce(octet_length(${name}), 0)`).join(' + ');
  // OFFSET keeps the texts from being made once more for each place that names them.
  const answered = `SELECT ${names.map((name) => `CASE WHEN ${bytes} <= ${mostBytes} THEN ${name} END`).join(', ')}, ${bytes}
FROM (SELECT ${texts.join(', ')} OFFSET 0) r`;
  const text = answered + typesOfUnused(answered, compiler.placeholders);
  return { name: createHash('sha1').update(text).digest('base64url'), text };
}

/**
 * PostgreSQL refuses a value whose placeholder a statement does not have, and a page of which only the number of rows
 * is asked for has no use for its position.
 */
function typesOfUnused(text: Sql, placeholders: number): Sql {
  const used = new Set(text.match(/\$\d+/g));
  const unused = Array.from({ length: placeholders }, (_, index) => `$${index + 1}`).filter((one) => !used.has(one));
  return unused.length === 0 ? '' : `\nWHERE true OR ${unused.map((one) => `${one}::text IS NULL`).join(' OR ')}`;
}

/** A read with the placeholders of its values. */
interface Bound {
  readonly filters: readonly (readonly [filter: string, placeholders: readonly Sql[]])[];
  readonly page: PageRead | undefined;
  readonly after: readonly Sql[];
}

class Compiler {
  private aliases = 0;
  /** How many there are for values. */
  readonly placeholders: number;
  private readonly bound: readonly Bound[];

  constructor(private readonly reads: readonly ResourceRead[]) {
    let placeholders = 0;
    const bind = (count: number) => Array.from({ length: count }, () => `$${(placeholders += 1)}`);
    this.bound = reads.map((entry) => {
      const { filters, page } = entry.read;
      const own = filters.map(([filter, ...values]: FilterUse) => [filter, bind(values.length)] as const);
      const start = page === undefined ? [] : startOf(orderColumns(entry.resource, page), page).values;
      return { filters: own, page, after: bind(start.length) };
    });
    this.placeholders = placeholders;
  }

  root({ kind, resource, read, below }: PlanRoot): Sql {
    if (kind === 'page') return this.page(resource, read, below);
    const row = this.alias();
    return jsonObject(
      this.columns(resource, row, below),
      `FROM ${resource.table} ${row} WHERE ${this.conditions(resource, row, read)}`,
    );
  }

  private alias(): Sql {
    return `t${(this.aliases += 1)}`;
  }

  private conditions(resource: Resource, row: Sql, read: number): Sql {
    const used = this.boundOf(read).filters.map(([name, placeholders]) => {
      const filter = resource.filters?.[name];
      if (filter === undefined) throw new Error(`${resource.name} has no filter ${name}`);
      return filter(row, ...placeholders);
    });
    return used.length === 0 ? 'true' : used.join(' AND ');
  }

  private boundOf(read: number): Bound {
    const bound = this.bound[read];
    if (bound === undefined) throw new Error('A plan names a read that it does not have');
    return bound;
  }

  private columns(resource: Resource, row: Sql, { type, fields }: PlanSelection): readonly Column[] {
    return fields.map((field) => {
      if (field.name === '__typename') return [field.key, typeName(type)];
      const described = field.as ?? resource.fields[field.name];
      if (described === undefined) throw new Error(`${resource.name} has no field ${field.name}`);
      return [field.key, this.value(described, row, field)];
    });
  }

  private value(described: Field, row: Sql, { below, read }: PlanField): Sql {
    if (described.kind === 'value') return described.sql(row);
    if (described.kind === 'elsewhere' || below === undefined)
      throw new Error('This field is not answered by a statement');
    switch (described.kind) {
      case 'shape': {
        const columns = below.fields.map(({ key, name }): Column =>
          name === '__typename' ? [key, typeName(below.type)] : [key, shapeValue(described.fields, name).sql(row)],
        );
        const object = jsonObject(columns);
        return described.isNull ? `CASE WHEN NOT (${described.isNull(row)}) THEN ${object} END` : object;
      }
      case 'one': {
        const known = knownColumns(described, row, below);
        if (known !== undefined) return jsonObject(known);
        const child = this.alias();
        const of = resourceOf(described.of);
        return jsonObject(
          this.columns(of, child, below),
          `FROM ${described.from?.(row) ?? of.table} ${child} WHERE ${described.where(row, child)}`,
        );
      }
      case 'many': {
        const child = this.alias();
        const of = resourceOf(described.of);
        return jsonList(
          this.columns(of, child, below),
          `FROM ${described.from?.(row) ?? of.table} ${child} WHERE ${described.where(row, child)} ORDER BY ${described.orderBy(child)}`,
        );
      }
      case 'page':
        if (read === undefined) throw new Error('A page without a read');
        return this.page(resourceOf(described.of), read, below, { field: described, row });
    }
  }

  /** A Relay connection. */
  private page(
    resource: Resource,
    read: number,
    below: PlanSelection,
    parent?: { readonly field: PageField; readonly row: Sql },
  ): Sql {
    const { page, after } = this.boundOf(read);
    if (page === undefined) throw new Error('A page without a read of a page');
    const columns = orderColumns(resource, page);
    const where = (row: Sql) => {
      const own = this.conditions(resource, row, read);
      return parent === undefined ? own : `${parent.field.where(parent.row, row)} AND ${own}`;
    };
    const needsNext = selects(below, 'pageInfo', 'hasNextPage');
    const rows = (() => {
      const row = this.alias();
      const order = pageOrder(columns, page.direction, row, startOf(columns, page).start, after);
      const limit = page.first + (needsNext ? 1 : 0);
      const ranges = order.ranges.map(
        (range) =>
          `SELECT ${row}.* FROM ${resource.table} ${row} WHERE ${where(row)} AND ${range} ORDER BY ${order.rangeOrder} LIMIT ${limit}`,
      );
      if (ranges.length === 1) return `(${ranges[0]})`;
      return `(SELECT ${row}.* FROM (${ranges.map((range) => `(${range})`).join(' UNION ALL ')}) ${row} ORDER BY ${order.pageOrder} LIMIT ${limit})`;
    })();

    const items: Sql[] = [];
    const item = this.alias();
    const collected = (value: Sql): Sql => {
      items.push(
        needsNext
          ? `CASE WHEN ${item}.n <= ${page.first} THEN ${value} END AS c${items.length}`
          : `${value} AS c${items.length}`,
      );
      return `coalesce(json_agg(p.c${items.length - 1})${needsNext ? ` FILTER (WHERE p.n <= ${page.first})` : ''}, '[]'::json)`;
    };
    const cursor = cursorText(columns, page.list, item);
    const edge = (selection: PlanSelection): Sql =>
      jsonObject(
        selection.fields.map(({ key, name, below: node }): Column => {
          if (name === '__typename') return [key, typeName(selection.type)];
          return [key, name === 'cursor' ? cursor : jsonObject(this.columns(resource, item, required(node)))];
        }),
      );
    // Nodes that nothing else of the page is asked for with need no numbers.
    const isAlone = below.fields.filter(({ name }) => name !== '__typename' && name !== 'totalCount').length === 1;
    let needsRows = false;
    let needsCursor = false;
    const connection = below.fields.map(({ key, name, below: inner }): Column => {
      if (name === '__typename') return [key, typeName(below.type)];
      if (name === 'totalCount') {
        const counted = this.alias();
        return [key, `(SELECT count(*) FROM ${resource.table} ${counted} WHERE ${where(counted)})`];
      }
      if (name === 'pageInfo') {
        const info = required(inner);
        const hasCursor = info.fields.some((field) => field.name.endsWith('Cursor'));
        needsCursor ||= hasCursor;
        // Only an aggregate makes one row of all: see the query over them below.
        needsRows ||= hasCursor || info.fields.some((field) => field.name === 'hasNextPage');
        return [key, pageInfo(info, page)];
      }
      if (name === 'nodes' && isAlone)
        return [key, jsonList(this.columns(resource, item, required(inner)), `FROM ${rows} ${item}`)];
      needsRows = true;
      if (name === 'nodes') return [key, collected(jsonObject(this.columns(resource, item, required(inner))))];
      if (name === 'edges') return [key, collected(edge(required(inner)))];
      throw new Error(`A connection has no field ${name}`);
    });
    if (!needsRows) return jsonObject(connection);
    const made = [`${item}.n`, ...items, ...(needsCursor ? [`${cursor} AS cursor`] : [])].join(', ');
    const source = this.alias();
    return jsonObject(
      connection,
      `FROM (SELECT ${made} FROM (SELECT ${source}.*, row_number() OVER () AS n FROM ${rows} ${source}) ${item}) p`,
    );
  }
}

function pageInfo({ type, fields }: PlanSelection, { first, after }: PageRead): Sql {
  const shown = `FILTER (WHERE p.n <= ${first})`;
  const values: Readonly<Record<string, Sql>> = {
    __typename: typeName(type),
    hasNextPage: `count(*) > ${first}`,
    hasPreviousPage: String(after !== undefined),
    startCursor: `(array_agg(p.cursor ORDER BY p.n) ${shown})[1]`,
    endCursor: `(array_agg(p.cursor ORDER BY p.n DESC) ${shown})[1]`,
  };
  // Aggregates cannot be in a query of their own, so this is no record: see jsonRows.
  return `json_build_object(${fields.map(({ key, name }) => `'${key}', ${required(values[name])}`).join(', ')})`;
}

function selects({ fields }: PlanSelection, name: string, below: string): boolean {
  return fields.some((field) => field.name === name && field.below?.fields.some((child) => child.name === below));
}

/** The related object from the parent's row alone; undefined when more than that is asked for. */
function knownColumns({ known = {} }: OneField, row: Sql, below: PlanSelection): readonly Column[] | undefined {
  const columns: Column[] = [];
  for (const { key, name, as } of below.fields) {
    const value = name === '__typename' ? typeName(below.type) : as === undefined ? known[name]?.(row) : undefined;
    if (value === undefined) return undefined;
    columns.push([key, value]);
  }
  return columns;
}

function shapeValue<T>(fields: Readonly<Record<string, T>>, name: string): T {
  return required(fields[name]);
}

const typeName = (type: string): Sql => `'${type}'::text`;

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A plan lacks what it names');
  return value;
}
