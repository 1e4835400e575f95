import pg from 'pg';

/** How columns arrive. PostgreSQL's int8 (OID 20) arrives as text: counts and sums fit a double, money is at most 15 digits. */
export const COLUMN_TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;
