/** A column of a model of schema.prisma. */
export interface ModelColumn {
  /** Prisma's scalar, or the name of an enum. */
  readonly type: string;
  readonly isNullable: boolean;
  readonly isList: boolean;
}

export interface Model {
  /** The name of its table. */
  readonly table: string;
  /** By their names in the database. */
  readonly columns: ReadonlyMap<string, ModelColumn>;
}

/** The models of a Prisma schema, by name. Relations are no columns. */
export function modelsOf(schema: string): ReadonlyMap<string, Model> {
  const blocks = [...schema.matchAll(/^model (\w+) \{\n([^]*?)^\}/gm)].map(
    ([, name = '', body = '']) => [name, body] as const,
  );
  const names = new Set(blocks.map(([name]) => name));
  return new Map(
    blocks.map(([name, body]) => {
      const columns = new Map<string, ModelColumn>();
      for (const line of body.split('\n')) {
        const [, field = '', type = '', list, nullable] = /^ {2}(\w+)\s+(\w+)(\[\])?(\?)?(?:\s|$)/.exec(line) ?? [];
        if (field === '' || names.has(type)) continue;
        const column = /@map\("([^"]+)"\)/.exec(line)?.[1] ?? field;
        columns.set(column, { type, isNullable: nullable !== undefined, isList: list !== undefined });
      }
      return [name, { table: /@@map\("([^"]+)"\)/.exec(body)?.[1] ?? name, columns }];
    }),
  );
}
