import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { jsonSchemaOf } from '../../../../../src/ports/rest/v1/http/json-schema.js';
import { fromXml, toXml } from '../../../../../src/ports/rest/v1/http/xml.js';

const schema = jsonSchemaOf(
  z.strictObject({
    title: z.string(),
    number: z.number().nullish(),
    flag: z.boolean().nullish(),
    list: z.array(z.strictObject({ name: z.string(), tags: z.array(z.string()).nullish() })).nullish(),
    nothing: z.string().nullish(),
    any: z.unknown(),
  }),
);

describe('XML', () => {
  it('says what JSON says, and is read back as the same', () => {
    const value = { title: ' <a> & "b" \n', number: -1.5, flag: false, list: [{ name: 'x', tags: [] }, { name: '', tags: ['1', 'true'] }], nothing: null };
    expect(fromXml(toXml('thing', value), schema)).toEqual(value);
  });

  it('takes references to characters by number, and no entities but its own five', () => {
    expect(fromXml('<thing><title>&#13;&#x41;&lt;&amp;#65;&copy;</title></thing>', schema)).toEqual({ title: '\rA<&#65;&copy;' });
    const lines = { title: 'one\r\ntwo\rthree' };
    expect(toXml('thing', lines)).not.toContain('\r');
    expect(fromXml(toXml('thing', lines), schema)).toEqual(lines);
  });

  it('has one item, and a list of one', () => {
    expect(fromXml('<thing><title>x</title><list><item><name>a</name></item></list></thing>', schema)).toEqual({ title: 'x', list: [{ name: 'a' }] });
  });

  it('keeps text that looks like a number where the schema has text', () => {
    expect(fromXml('<thing><title>007</title><number>7e2</number></thing>', schema)).toEqual({ title: '007', number: 700 });
    expect(fromXml('<thing><number>0x10</number></thing>', schema)).toEqual({ number: '0x10' });
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE a><thing/>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]><thing>&x;</thing>'],
    ['a body that does not end', '<thing><title>'],
    ['two roots', '<thing/><thing/>'],
    ['no root', 'text'],
    ['endless depth', `${'<a>'.repeat(2000)}${'</a>'.repeat(2000)}`],
  ])('refuses %s', (_what, text) => {
    expect(() => fromXml(text, schema)).toThrow(expect.objectContaining({ status: 400, code: 'BAD_INPUT' }));
  });

  it('leaves an element said twice to validation, and names of prototypes as data', () => {
    expect(fromXml('<thing><title>a</title><title>b</title></thing>', schema)).toEqual({ title: ['a', 'b'] });
    // The parser gives such names another spelling: either way no schema has them, and nothing is inherited.
    const hostile = fromXml('<thing><toString>x</toString><title>t</title></thing>', schema) as Record<string, unknown>;
    expect([hostile['title'], typeof hostile['toString']]).toEqual(['t', 'function']);
    expect(() => fromXml('<thing><__proto__><polluted>yes</polluted></__proto__></thing>', schema)).toThrow();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('replaces what XML 1.0 cannot say', () => {
    expect(toXml('a', { text: 'x\u0001\uD800y', 'odd name': 1 })).toContain('<text>x\uFFFD\uFFFDy</text><_odd_name>1</_odd_name>');
  });
});
