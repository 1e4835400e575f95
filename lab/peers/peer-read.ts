/** What the reads are about: made once in the database that all contestants read. */
export interface PeerSubjects {
  readonly survey: string;
  readonly show: string;
  /** The surveys of the list, newest first. */
  readonly surveys: readonly string[];
}

/** What a read means, and how each kind of contestant is asked for it. */
export interface PeerRead {
  readonly name: string;
  readonly title: string;
  /** Asked of every GraphQL server that has the gateway's names, with the variable `id`. */
  readonly query: string;
  /** The subject whose ID is the variable. */
  readonly subject?: 'survey' | 'show';
  /** The path of the hand-written endpoint; the ID of the subject follows it. */
  readonly baseline: string;
  readonly rest: {
    /** The requests that together answer what the read needs. */
    paths(subjects: PeerSubjects): readonly string[];
    /** The `data` of the GraphQL answer, from the bodies of those requests. */
    dataOf(bodies: readonly Json[]): Json;
  };
  readonly postgraphile: {
    /** PostGraphile's names are those of the database. */
    readonly query: string;
    dataOf(data: Json): Json;
  };
}

/** Answers are read by path, and compared as a whole afterwards: a wrong path is a difference. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** As the gateway's GraphQL has it: enumerations are lower case in REST and in PostgreSQL. */
export const upper = (value: string) => value.toUpperCase();
/** PostGraphile has PostgreSQL's microseconds and offset. */
export const instant = (value: string | null) => (value === null ? null : new Date(value).toISOString());
