/** The data of the reads. It is created once in the database that all contestants read. */
export interface PeerSubjects {
  readonly survey: string;
  readonly show: string;
}

/** A read, with the request for each kind of contestant. */
export interface PeerRead {
  readonly name: string;
  readonly title: string;
  /** The query for every GraphQL server with the gateway's names. It has the variable `id`. */
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

/** Answers are read by path and then compared as a whole, so a wrong path is found as a difference. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

/** An enumeration value as in the gateway's GraphQL. REST and PostgreSQL have it in lowercase. */
export const upper = (value: string) => value.toUpperCase();
/** An instant as in the gateway's answer. PostGraphile writes PostgreSQL's microseconds and offset. */
export const instant = (value: string | null) => (value === null ? null : new Date(value).toISOString());
