/** A CSV file that can be read as often as needed. */
export interface CsvSource {
  /** The header rows. They are fewer than the codebook says if the file is shorter. */
  header(): Promise<readonly (readonly string[])[]>;
  /** The data rows in order. */
  rows(): AsyncIterable<NumberedRow>;
}

/** A data row and the line of the file on which it begins, for reports. */
interface NumberedRow {
  readonly cells: readonly string[];
  readonly line: number;
  /** The reason why the row cannot be read. */
  readonly problem?: string;
}
