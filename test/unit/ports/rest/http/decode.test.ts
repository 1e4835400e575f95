import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { decodeInstants, decodeText } from '../../../../../src/ports/rest/v1/http/decode.js';
import { jsonSchemaOf } from '../../../../../src/ports/rest/v1/http/json-schema.js';

const of = (schema: z.ZodType) => jsonSchemaOf(schema);

describe('decoding', () => {
  it.each([
    [z.int(), '12', 12],
    [z.int().nullish(), '-3', -3],
    [z.number(), '1.5e2', 150],
    [z.int(), '012', '012'],
    [z.int(), '', ''],
    [z.number(), 'NaN', 'NaN'],
    [z.boolean(), 'true', true],
    [z.boolean(), 'TRUE', 'TRUE'],
    [z.string(), '12', '12'],
    [z.array(z.int()), '1,2', [1, 2]],
    [z.array(z.string()), '', ['']],
    [z.array(z.enum(['a'])), 'a', ['a']],
  ])('reads text as the schema has it (%#)', (schema, text, value) => {
    expect(decodeText(of(schema), text)).toEqual(value);
  });

  it.each(['2026-01-31T10:00:00Z', '2026-01-31t10:00:00.123456z', '2024-02-29T23:59:59+05:30'])(
    'takes %s for an instant',
    (text) => {
      expect(decodeText(of(z.date()), text)).toEqual(new Date(text));
    },
  );

  it.each([
    '2026-02-30T10:00:00Z',
    '2026-01-31T10:00:00',
    '2026-01-31',
    '2026-13-01T00:00:00Z',
    '1',
    '2026-01-31T25:00:00Z',
    'tomorrow',
  ])('does not take %s for an instant', (text) => {
    expect(decodeText(of(z.date()), text)).toBe(text);
  });

  it('finds instants in a body wherever the schema has them, and nowhere else', () => {
    const schema = of(
      z.object({ at: z.date(), list: z.array(z.object({ at: z.date().nullish() })), text: z.string() }),
    );
    const text = '2026-01-31T10:00:00Z';
    expect(decodeInstants(schema, { at: text, list: [{ at: text }, { at: null }], text, more: text })).toEqual({
      at: new Date(text),
      list: [{ at: new Date(text) }, { at: null }],
      text,
      more: text,
    });
  });
});
