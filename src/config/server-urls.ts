/** Where the three servers are found, embedded or not. */
export interface StackUrls {
  readonly databaseUrl: string;
  readonly mongodbUrl: string;
  readonly kafkaBrokers: readonly string[];
}
