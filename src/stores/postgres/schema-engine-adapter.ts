import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** The object identifiers of PostgreSQL's one-byte "char" (only its catalogs use it) and of text. */
const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * Prisma's PostgreSQL adapter as its schema engine needs it. The adapter as published (7.10) cannot serve migrations:
 * - it cuts scripts at every semicolon, which breaks functions, and so gives up their implicit transaction;
 * - it rejects the catalogs' "char" columns, without which no existing table can be described.
 * The shadow database is left out: callers make their own.
 */
export function schemaEngineAdapter(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const charColumns = new WeakMap<unknown[][], number[]>();
  const query = pool.query.bind(pool) as (config: pg.QueryArrayConfig | string) => Promise<pg.QueryArrayResult>;
  pool.query = (async (config: pg.QueryArrayConfig) => {
    const result = await query(config);
    const columns = result.fields?.flatMap((field, index) => (field.dataTypeID === CHAR_OID ? [index] : [])) ?? [];
    for (const index of columns) result.fields[index]!.dataTypeID = TEXT_OID;
    if (columns.length > 0) charColumns.set(result.rows, columns);
    return result;
  }) as typeof pool.query;

  const factory = new PrismaPg(pool);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => withCharTypes(await factory.connect()),
    connectToShadowDb: () => Promise.reject(new Error('Shadow databases are made by the caller')),
  };

  function withCharTypes(adapter: SqlDriverAdapter): SqlDriverAdapter {
    return {
      provider: adapter.provider,
      adapterName: adapter.adapterName,
      executeRaw: (params) => adapter.executeRaw(params),
      startTransaction: (isolationLevel) => adapter.startTransaction(isolationLevel),
      getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: true },
      dispose: () => adapter.dispose(),
      async queryRaw(params) {
        const result = await adapter.queryRaw(params);
        const columnTypes = [...result.columnTypes];
        for (const index of charColumns.get(result.rows) ?? []) columnTypes[index] = ColumnTypeEnum.Character;
        return { ...result, columnTypes };
      },
      async executeScript(script) {
        await query(script).catch(throwMapped);
      },
    };
  }
}

function throwMapped(error: unknown): never {
  if (!(error instanceof pg.DatabaseError)) throw error;
  const { code, severity, message, detail, column, hint } = error;
  throw new DriverAdapterError({
    kind: 'postgres',
    code: code ?? 'N/A',
    severity: severity ?? 'N/A',
    message,
    detail,
    column,
    hint,
    ...(code === undefined ? {} : { originalCode: code }),
    originalMessage: message,
  });
}
