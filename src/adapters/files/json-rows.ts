import path from 'node:path';
import { isMany, none } from 'stream-chain/defs.js';
import { jsonParser, type Token } from 'stream-json/core/parser.js';
import { DomainError } from '../../kernel/errors.js';
import { createJsonValueReader, type JsonItem } from './json-value.js';
import { withFileName, textChunks } from './text-chunks.js';

const MAX_ITEM_CHARACTERS = 1_000_000;
const MAX_FILE_CHARACTERS = 20_000_000;

/**
 * Streams the items of a JSON file that is one array. `onBytes` is called with the size of each chunk. An item with the
 * same field twice, an unpaired surrogate, a number that would be rounded or too much text is a problem, and the next
 * items are read. Numbers in `textFields` are returned as their texts. Throws when the file cannot be read, and
 * BAD_INPUT when it is not an array or not in its encoding.
 */
export async function* jsonRows(
  file: string,
  onBytes?: (count: number) => void,
  textFields?: ReadonlySet<string>,
): AsyncGenerator<JsonItem> {
  const reader = createJsonValueReader(MAX_ITEM_CHARACTERS, textFields);
  let depth = 0;
  let ended = false;
  try {
    for await (const tokens of tokensOf(file, onBytes)) {
      for (const token of tokens) {
        // The array itself is not read as a value: its items are.
        if (depth === 0) {
          if (token.name !== 'startArray') throw new Error('it does not begin with [');
          depth = 1;
          continue;
        }
        if (ended) throw new Error('something follows the array');
        if (depth === 1 && token.name === 'endArray') {
          ended = true;
          continue;
        }
        if (token.name === 'startObject' || token.name === 'startArray') depth += 1;
        if (token.name === 'endObject' || token.name === 'endArray') depth -= 1;
        const item = reader.take(token);
        if (item !== undefined) yield item;
      }
    }
    if (!ended) throw new Error('it ends before its array does');
  } catch (error) {
    throw toInputError(file, error, 'is not a JSON array');
  }
}

/**
 * The value of a JSON file. Throws BAD_INPUT for text that is not JSON, and for an object with the same field twice.
 */
export async function jsonFile(file: string): Promise<unknown> {
  const reader = createJsonValueReader(MAX_FILE_CHARACTERS);
  let found: JsonItem | undefined;
  try {
    for await (const tokens of tokensOf(file)) for (const token of tokens) found = reader.take(token) ?? found;
    if (found === undefined) throw new Error('it ends too early');
  } catch (error) {
    throw toInputError(file, error, 'is not JSON');
  }
  if ('problem' in found) throw new DomainError('BAD_INPUT', `${path.basename(file)} is refused: ${found.problem}.`);
  return found.value;
}

/**
 * The tokens of each chunk of the file, as one iterable a chunk. A promise for each token would cost several times what
 * parsing costs.
 */
async function* tokensOf(file: string, onBytes?: (count: number) => void): AsyncGenerator<readonly Token[]> {
  const parse = jsonParser({ packValues: false });
  const tokens = (chunk: string | typeof none) => {
    const found: unknown = parse(chunk as string);
    return isMany(found) ? (found.values as Token[]) : [];
  };
  for await (const chunk of textChunks(file, undefined, onBytes)) yield tokens(chunk);
  yield tokens(none);
}

/**
 * Errors of the file system stay as they are. Any other error becomes BAD_INPUT with the file's name and the problem.
 */
function toInputError(file: string, error: unknown, problem: string): unknown {
  if (error instanceof DomainError) return withFileName(file, error);
  if (!(error instanceof Error) || 'syscall' in error) return error;
  return new DomainError('BAD_INPUT', `${path.basename(file)} ${problem}: ${error.message}`);
}
