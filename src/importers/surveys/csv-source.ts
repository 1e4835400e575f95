/** A CSV file that can be read as often as needed. */
export interface CsvSource {
  /** The rows that name the columns: fewer than the codebook says when the file is shorter. */
  header(): Promise<readonly (readonly string[])[]>;
  /** The data rows in order. */
  rows(): AsyncIterable<NumberedRow>;
}

/** A data row and the line of the file on which it begins, for reports. */
interface NumberedRow {
  readonly cells: readonly string[];
  readonly line: number;
  /** Why the row cannot be read at all. */
  readonly problem?: string;
}
