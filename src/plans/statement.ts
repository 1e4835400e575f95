import { createHash } from 'node:crypto';
import { withShownValues } from '../resources/fields.js';
import { resourceOf } from '../resources/resources.js';
import type { Each, Field, OneField, PageField, Resource, Sql } from '../resources/resource.js';
import { connectionJson } from './connection.js';
import { jsonList, jsonObject, typeName, type Column } from './json-text.js';
import { isNear, isWeighed, pageOrder } from './order.js';
import { pageRows } from './page-rows.js';
import { requireDefined } from './require-defined.js';
import type { ResourceRead } from './resource-read.js';
import { AMONG, type PlanField, type PlanPart, type PlanRoot, type PlanSelection } from './selection.js';

/** A statement whose text depends only on which filters are used, not on their values. */
export interface PlanStatement {
  /**
   * A hash of the text: PostgreSQL keeps a prepared statement under it. Empty when it has to know the values, to choose
   * how to read: see `weighed` of resource.ts.
   */
  readonly name: string;
  /**
   * Has one row: a text of JSON for each root, null when there is no such row, or for all of them when they have more
   * than the most bytes together; and at last how many bytes they have.
   */
  readonly text: string;
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
  const hidden = answered + typesOfUnused(answered, compiler.placeholders);
  const text = compiler.weighs ? withShownValues(hidden) : hidden;
  return { name: compiler.weighs ? '' : createHash('sha1').update(text).digest('base64url'), text };
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

/** The placeholders of a read: of each filter's values, and of the page's position. */
interface Bound {
  readonly filters: readonly (readonly Sql[])[];
  readonly position: readonly Sql[];
}

class Compiler {
  private aliases = 0;
  /** How many there are for values. */
  readonly placeholders: number;
  /** Whether the values decide how a page is best read. */
  weighs = false;
  private readonly bound: readonly Bound[];

  constructor(private readonly reads: readonly ResourceRead[]) {
    let placeholders = 0;
    const bind = (count: number) => Array.from({ length: count }, () => `$${(placeholders += 1)}`);
    this.bound = reads.map(({ filters, values }) => {
      const own = filters.map(([, ...given]) => bind(given.length));
      return { filters: own, position: bind(values.length - own.flat().length) };
    });
    this.placeholders = placeholders;
  }

  root(root: PlanRoot): Sql {
    if (root.kind === 'among') return this.among(root.parts);
    const { kind, resource, read, below } = root;
    if (kind === 'page') return this.page(resource, read, below);
    const row = this.alias();
    return jsonObject(
      this.columns(resource, row, below),
      `FROM ${resource.table} ${row} WHERE ${this.condition(resource, row, read)}`,
    );
  }

  /** The rows of each part at their places. */
  private among(parts: readonly PlanPart[]): Sql {
    const [first = []] = parts.map(({ read }) => requireDefined(requireDefined(this.bound[read]).filters[0]));
    const found = parts.map(({ resource, read, below }) => {
      const [ids, places] = requireDefined(requireDefined(this.bound[read]).filters[0]);
      const row = this.alias();
      const item = jsonObject(
        this.columns(resource, row, below),
        `FROM ${resource.table} ${row} WHERE ${row}.id = given.id AND ${this.condition(resource, row, read)}`,
      );
      return `SELECT given.n, ${item} AS item FROM unnest(${ids}::uuid[], ${places}::int[]) given(id, n)`;
    });
    return `(SELECT coalesce(json_agg(found.item ORDER BY place.n), '[]'::json) FROM generate_series(1, ${first[2]}::int) place(n)
      LEFT JOIN (${found.join(' UNION ALL ')}) found ON found.n = place.n)`;
  }

  private alias(): Sql {
    return `t${(this.aliases += 1)}`;
  }

  /** The conditions of a read, and those of which each value has a range of its own in a page. */
  private conditions(
    resource: Resource,
    row: Sql,
    read: number,
  ): { readonly own: Sql; readonly each: readonly Each[] } {
    const { filters } = requireDefined(this.reads[read]);
    const placeholders = requireDefined(this.bound[read]).filters;
    const used = filters.flatMap(([name], index) => {
      if (name === AMONG) return [];
      const filter = resource.filters?.[name];
      if (filter === undefined) throw new Error(`${resource.name} has no filter ${name}`);
      return [filter(row, ...requireDefined(placeholders[index]))];
    });
    const own = used.filter((condition) => typeof condition === 'string');
    return {
      own: own.length === 0 ? 'true' : own.join(' AND '),
      each: used.filter((condition) => typeof condition !== 'string'),
    };
  }

  private condition(resource: Resource, row: Sql, read: number): Sql {
    const { own, each } = this.conditions(resource, row, read);
    return [own, ...each.map(({ column, values }) => `${row}.${column} IN (${values})`)].join(' AND ');
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
    const { filters, page } = requireDefined(this.reads[read]);
    const { request, columns, start } = requireDefined(page);
    const names = filters.map(([name]) => name);
    this.weighs ||= isWeighed(columns, names);
    const ofParent = (row: Sql) => (parent === undefined ? '' : `${parent.field.where(parent.row, row)} AND `);
    const row = this.alias();
    return connectionJson(below, {
      request,
      columns,
      row,
      query: (limit) => {
        const source = this.alias();
        const position = requireDefined(this.bound[read]).position;
        const order = pageOrder(columns, request.direction, source, start, position, isNear(columns, names));
        const { own, each } = this.conditions(resource, source, read);
        const where = ofParent(source) + own;
        return pageRows({ table: requireDefined(resource.table), row: source, where, each, order, limit });
      },
      count: () => {
        const counted = this.alias();
        const where = ofParent(counted) + this.condition(resource, counted, read);
        return `(SELECT count(*) FROM ${resource.table} ${counted} WHERE ${where})`;
      },
      node: (selection) => this.columns(resource, row, selection),
    });
  }
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
  return requireDefined(fields[name]);
}
