import { Binary } from 'mongodb';
import type { NumberTally } from '../../domain/read-models/number-tally.js';
import type { FinalStatus } from '../../domain/read-models/result-change.js';
import type { ResultRollUp } from '../../domain/read-models/result-roll-up.js';
import { partKey, type TallyPart } from '../../domain/read-models/result-tally.js';
import type { Id } from '../../kernel/ids.js';
import { asOfDocument, asOfFrom } from './as-of-document.js';
import type { NumbersDocument, ResultTallyDocument } from './collections.js';
import { text } from './filter-text.js';

/** The value of `of` in the survey's roll-up. */
export const rollUpKey = (surveyId: Id): string => `${text(surveyId)}/`;
/** The value of `of` in the parts of a status. */
export const partsKey = (surveyId: Id, status: FinalStatus): string => `${text(surveyId)}/${text(status)}`;
/** The `_id` of a part. */
export const partId = (surveyId: Id, part: Parameters<typeof partKey>[0]): string =>
  `${text(surveyId)}/${partKey(part)}`;

/** The stored form of a roll-up. */
export function rollUpDocument(
  { surveyId, tenant, state, responses, asOf }: ResultRollUp,
  revision: number,
): ResultTallyDocument {
  const key = rollUpKey(surveyId);
  const rollUp = { state, responses, asOf: asOf && asOfDocument(asOf) };
  return { _id: key, of: key, tenant, surveyId, revision, rollUp };
}

/** The roll-up of a document that has one. */
export function rollUpFrom({ surveyId, tenant, rollUp }: ResultTallyDocument): ResultRollUp | undefined {
  return rollUp && { surveyId, tenant, ...rollUp, asOf: asOfFrom(rollUp.asOf) };
}

/** The stored form of a part. */
export function partDocument(
  { surveyId, tenant }: Pick<ResultRollUp, 'surveyId' | 'tenant'>,
  part: TallyPart,
  revision: number,
): ResultTallyDocument {
  return {
    _id: partId(surveyId, part),
    of: partsKey(surveyId, part.status),
    tenant,
    surveyId,
    revision,
    part: { ...part, numbers: part.numbers && numbersDocument(part.numbers) },
  };
}

/** The part of a document that has one. */
export function partFrom({ part }: ResultTallyDocument): TallyPart | undefined {
  return part && { ...part, numbers: part.numbers && numbersFrom(part.numbers) };
}

const DOUBLE_BYTES = 8;

function numbersDocument({ counts, ...tally }: NumberTally): NumbersDocument {
  const doubles = Buffer.alloc(2 * counts.length * DOUBLE_BYTES);
  counts.forEach(([key, count], index) => {
    doubles.writeDoubleLE(key, index * DOUBLE_BYTES);
    doubles.writeDoubleLE(count, (counts.length + index) * DOUBLE_BYTES);
  });
  return { ...tally, counts: new Binary(doubles) };
}

function numbersFrom({ counts, ...tally }: NumbersDocument): NumberTally {
  const doubles = Buffer.from(counts.value());
  const length = doubles.length / DOUBLE_BYTES / 2;
  const at = (index: number) => doubles.readDoubleLE(index * DOUBLE_BYTES);
  return { ...tally, counts: Array.from({ length }, (_, index) => [at(index), at(length + index)]) };
}
