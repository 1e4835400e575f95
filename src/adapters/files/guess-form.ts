import { open } from 'node:fs/promises';
import { DomainError } from '../../kernel/errors.js';
import { csvRecords, type CsvForm } from './csv-records.js';
import { fileEncoding, textChunks } from './text-chunks.js';

const SAMPLE_BYTES = 262_144;
/** Of those that fit as well, the first: tabs are the rarest in texts. */
const DELIMITERS = ['\t', ';', ',', '|'] as const;

/**
 * The label of a file's encoding, undefined when nothing needs to be said: it has a byte order mark, or all of it is
 * UTF-8. `sure` is false when it is a guess. Throws as fileEncoding does.
 */
export async function guessEncoding(
  file: string,
): Promise<{ readonly label: string; readonly sure: boolean } | undefined> {
  if ((await fileEncoding(file)).markBytes > 0) return undefined;
  const sample = await startOf(file);
  const zeros = (from: number) => sample.filter((byte, index) => index % 2 === from && byte === 0).length;
  // A stray U+0000 in other text is none of this.
  const few = Math.max(3, sample.length / 20);
  // Text of any language has line ends and delimiters, whose other byte is zero.
  if (zeros(1) > few && zeros(0) === 0) return { label: 'utf-16le', sure: true };
  if (zeros(0) > few && zeros(1) === 0) return { label: 'utf-16be', sure: true };
  try {
    const chunks = textChunks(file);
    while ((await chunks.next()).done !== true);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return { label: 'windows-1252', sure: false };
    throw error;
  }
}

/** The delimiter and quote under which the start of a file falls into the most rows as long as the first. */
export async function guessForm(file: string, encoding?: string): Promise<CsvForm> {
  const text = await sampleText(file, encoding);
  const quote = text.startsWith("'") ? "'" : '"';
  const quoted = await bestOf(text, quote);
  if (quoted !== undefined) return { delimiter: quoted, quote };
  const plain = (await bestOf(text, null)) ?? ',';
  // A cell that begins with a quote is quoted. If its quoting is wrong, the import reports it.
  const begins = new RegExp(`(^|[\\r\\n${plain}])"`).test(text);
  return { delimiter: plain, quote: begins || !text.includes('"') ? '"' : null };
}

async function bestOf(text: string, quote: string | null): Promise<string | undefined> {
  let best: { readonly delimiter: string; readonly score: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const score = await fitOf(text, { delimiter, quote });
    if (score > (best?.score ?? 0)) best = { delimiter, score };
  }
  return best?.delimiter;
}

/**
 * The number of cells in rows as long as the first, times the share of such rows. 0 when the text is not a CSV of this
 * form.
 */
async function fitOf(text: string, form: CsvForm): Promise<number> {
  let [width, rows, same] = [0, 0, 0];
  try {
    for await (const { cells } of csvRecords(once(text), form)) {
      if (rows === 0) width = cells.length;
      rows += 1;
      if (cells.length === width) same += 1;
    }
  } catch (error) {
    // The sample may end inside a quoted cell. The rows before it count.
    if (!(error instanceof DomainError) || rows < 2 || !error.message.includes('never closed')) return 0;
  }
  return width < 2 ? 0 : width * (same / rows) ** 2;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function startOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The start of the text, to the last end of a line when there is more of it. */
async function sampleText(file: string, encoding: string | undefined): Promise<string> {
  let text = '';
  for await (const chunk of textChunks(file, encoding)) {
    text += chunk;
    if (text.length > SAMPLE_BYTES) return text.slice(0, text.lastIndexOf('\n') + 1 || text.length);
  }
  return text;
}
