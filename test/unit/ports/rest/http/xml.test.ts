import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { jsonSchemaOf } from '../../../../../src/ports/rest/v1/http/json-schema.js';
import { parseXml } from '../../../../../src/ports/rest/v1/http/xml-tree.js';
import { fromXml, toXml, toXmlIfCarried, toXmlInTurns } from '../../../../../src/ports/rest/v1/http/xml.js';
import { XML_LIMITS } from '../../../../../src/ports/rest/v1/http/xml-bounds.js';

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
    const value = {
      title: ' <a> & "b" \n',
      number: -1.5,
      flag: false,
      list: [
        { name: 'x', tags: [] },
        { name: '', tags: ['1', 'true'] },
      ],
      nothing: null,
    };
    expect(fromXml(toXml('thing', value), schema)).toEqual(value);
  });

  it('is written in turns, a few of them for a large answer, and says the same', async () => {
    const items = Array.from({ length: 400 }, (_, n) => ({
      id: n,
      text: ` <${'word '.repeat(60)}> & \r\n`,
      none: null,
      tags: n % 3 === 0 ? [] : ['a', ''],
      below: n % 2 === 0 ? {} : { list: [1, [2, null], {}] },
    }));
    for (const value of [
      { data: items, links: { self: '/x', next: null }, totalCount: 4 },
      items,
      {},
      [],
      'text',
      null,
    ]) {
      let turns = 0;
      const text = await toXmlInTurns('list', value, () => void (turns += 1));
      expect(text).toBe(toXml('list', value));
      expect(parseXml(text).name).toBe('list');
      const isLargeObject = !Array.isArray(value) && text.length > 100_000;
      expect(turns > 2).toBe(isLargeObject);
    }
  });

  it('takes references to characters by number, and no entities but its own five', () => {
    expect(fromXml('<thing><title>&#13;&#x41;&lt;&gt;&quot;&apos;&amp;#65;&#128512;</title></thing>', schema)).toEqual({
      title: '\rA<>"\'&#65;😀',
    });
    for (const entity of [
      '&copy;',
      '&nbsp;',
      '&AMP;',
      '&;',
      '&',
      '& ',
      '&lt',
      '&#;',
      '&#x;',
      '&#xZZ;',
      '&#12a;',
      '&x;',
    ])
      expect(() => fromXml(`<thing><title>${entity}</title></thing>`, schema)).toThrow(
        expect.objectContaining({ status: 400, code: 'BAD_INPUT' }),
      );
    const lines = { title: 'one\r\ntwo\rthree' };
    expect(toXml('thing', lines)).not.toContain('\r');
    expect(fromXml(toXml('thing', lines), schema)).toEqual(lines);
  });

  it.each(['\u0000', 'a\u0001b', '\u0008', '\u000b', '\u000c', '\u001f', '\ufffe', '\uffff', '\ud800'])(
    'refuses to say %j, which it cannot carry, rather than change it',
    (text) => {
      expect(() => toXml('thing', { list: [{ name: text }] })).toThrow(
        expect.objectContaining({
          status: 406,
          code: 'NOT_ACCEPTABLE',
          message: expect.stringContaining('Request JSON'),
        }),
      );
      expect(toXmlIfCarried('thing', { title: text })).toBeUndefined();
      const carried = { title: '\t\n\r\u007f\u0085\u2028\ufffd😀' };
      expect(fromXml(toXml('thing', carried), schema)).toEqual(carried);
    },
  );

  it('has one item, and a list of one', () => {
    expect(fromXml('<thing><title>x</title><list><item><name>a</name></item></list></thing>', schema)).toEqual({
      title: 'x',
      list: [{ name: 'a' }],
    });
  });

  it('keeps text that looks like a number where the schema has text, and what would be rounded', () => {
    expect(fromXml('<thing><title>007</title><number>7e2</number></thing>', schema)).toEqual({
      title: '007',
      number: 700,
    });
    for (const text of ['0x10', '1.0000000000000001', '9007199254740993', '1e400', '1e-400'])
      expect(fromXml(`<thing><number>${text}</number></thing>`, schema)).toEqual({ number: text });
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE a><thing/>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]><thing>&x;</thing>'],
    ['a body that does not end', '<thing><title>'],
    ['two roots', '<thing/><thing/>'],
    ['no root', 'text'],
    ['U+0000 by reference', '<thing><title>a&#0;b</title></thing>'],
    ['U+0000 by hexadecimal reference', '<thing><title>&#x0000;</title></thing>'],
    ['U+0000 as it is', '<thing><title>a\u0000b</title></thing>'],
    ['half a character by reference', '<thing><title>&#xD800;</title></thing>'],
    ['the other half by reference', '<thing><title>&#57343;</title></thing>'],
    ['a pair of halves by reference', '<thing><title>&#xD83D;&#xDE00;</title></thing>'],
    ['half a character as it is', '<thing><title>\ud800</title></thing>'],
    ['a reference beyond Unicode', '<thing><title>&#x110000;</title></thing>'],
    ['a reference far beyond Unicode', '<thing><title>&#99999999999999999999;</title></thing>'],
    ['a control character by reference', '<thing><title>&#1;</title></thing>'],
    ['a control character as it is', '<thing><title>\u001f</title></thing>'],
    ['a control character that XML 1.1 has', '<?xml version="1.1"?><thing><title>&#1;</title></thing>'],
    ['U+FFFE', '<thing><title>\ufffe</title></thing>'],
    ['U+FFFF by reference', '<thing><title>&#xFFFF;</title></thing>'],
    ['an entity of a DOCTYPE', '<!DOCTYPE thing [<!ENTITY a "x">]><thing><title>&a;</title></thing>'],
    ['a DOCTYPE in small letters', '<!doctype thing><thing/>'],
    ['a public DOCTYPE', '<!DOCTYPE thing PUBLIC "-//x" "http://localhost/x.dtd"><thing/>'],
    ['an attribute said twice', '<thing a="1" a="2"/>'],
    ['an attribute without quotes', '<thing a=1/>'],
    ['an attribute without a value', '<thing nil/>'],
    ['an attribute with a bad reference', '<thing a="&#0;"/>'],
    ['a less-than sign in an attribute', '<thing a="<"/>'],
    ['attributes without a blank between', '<thing a="1"b="2"/>'],
    ['a prefix that nothing declares', '<x:thing/>'],
    ['a prefix of an attribute that nothing declares', '<thing xsi:nil="true"/>'],
    ['two colons in a name', '<thing xmlns:a="urn:a"><a:b:c/></thing>'],
    ['one attribute by two prefixes', '<thing xmlns:a="urn:x" xmlns:b="urn:x" a:y="1" b:y="2"/>'],
    ['the prefix xml for another namespace', '<thing xmlns:xml="urn:x"/>'],
    ['tags that do not match', '<thing><title>x</thing></title>'],
    ['an end without a start', '</thing>'],
    ['text before the root', 'x<thing/>'],
    ['text behind the root', '<thing/>x'],
    ['CDATA behind the root', '<thing/><![CDATA[x]]>'],
    ['text beside elements', '<thing>x<title>y</title></thing>'],
    ['a comment with two hyphens', '<thing><!-- a -- b --></thing>'],
    ['a comment that does not end', '<thing><!-- a </thing>'],
    ['the end of CDATA in text', '<thing><title>a]]>b</title></thing>'],
    ['a name that begins with a digit', '<thing><1a/></thing>'],
    ['a name with a blank before it', '< thing/>'],
    ['an end tag with attributes', '<thing></thing a="1">'],
    ['a declaration that is not first', ' <?xml version="1.0"?><thing/>'],
    ['two declarations', '<?xml version="1.0"?><?xml version="1.0"?><thing/>'],
    ['a declaration without a version', '<?xml encoding="UTF-8"?><thing/>'],
    ['a processing instruction without an end', '<?pi <thing/>'],
    ['nothing', ''],
    ['blanks', ' \n'],
    ['a lone bracket', '<'],
    ['an element named like the prototype', '<thing><__proto__/></thing>'],
  ])('refuses %s', (_what, text) => {
    expect(() => fromXml(text, schema)).toThrow(expect.objectContaining({ status: 400, code: 'BAD_INPUT' }));
  });

  it.each([
    ['too many elements', `<thing>${'<a/>'.repeat(XML_LIMITS.tags)}</thing>`],
    ['too many attributes of one element', `<thing ${Array.from({ length: 21 }, (_, n) => `a${n}="1"`).join(' ')}/>`],
    ['too many attributes in all', `<thing>${'<a b="1"/>'.repeat(XML_LIMITS.attributes + 1)}</thing>`],
    ['elements that are too deep', `${'<a>'.repeat(21)}${'</a>'.repeat(21)}`],
  ])('refuses %s as more than a body may have', (_what, text) => {
    expect(() => fromXml(text, schema)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
  });

  it('passes over comments, processing instructions, namespaces and a declaration of its own encoding', () => {
    for (const before of [
      '',
      '\ufeff',
      '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n',
      '<!-- x --><?pi y?>',
      '<?xml version="1.0" encoding="US-ASCII"?>',
    ])
      expect(
        fromXml(
          `${before}<thing xmlns="urn:x"><!-- y --><title>a<![CDATA[<b>]]>c</title><?z?></thing>\n<!-- end -->`,
          schema,
        ),
      ).toEqual({ title: 'a<b>c' });
  });

  it.each(['ISO-8859-1', 'windows-1252', 'UTF-16', 'utf-7', 'EBCDIC-CP-US'])(
    'does not take %s for UTF-8',
    (encoding) => {
      expect(() => fromXml(`<?xml version="1.0" encoding="${encoding}"?><thing/>`, schema)).toThrow(
        expect.objectContaining({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' }),
      );
    },
  );

  it('ends at its bounds, however much follows', () => {
    const started = performance.now();
    for (const text of [
      `<thing>${'<a>'.repeat(300_000)}`,
      `<thing>${'<a/>'.repeat(250_000)}`,
      `<thing ${Array.from({ length: 100_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`,
      `<thing><title>${'&lt;'.repeat(250_000)}`,
    ])
      expect(() => fromXml(text, schema)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('that goes out is well-formed for every text and every name', () => {
    const values: readonly unknown[] = [
      { text: `\t\n\r${Array.from({ length: 0x2e0 }, (_, code) => String.fromCharCode(0x20 + code)).join('')}` },
      { text: ']]>&amp;<![CDATA[' },
      { text: '\ud800\udc00\ufffd' },
      { text: ' ' },
      { text: '' },
      {
        '': 1,
        ' ': 2,
        '<a>': 3,
        '?xml': 4,
        '#text': 5,
        '@nil': 6,
        '1': 7,
        é: 8,
        xml: 9,
        'a:b': 10,
        '-': 11,
        'a b': [null, [], {}, [[1]]],
      },
      JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":2},"toString":3}'),
      [],
      {},
      null,
      'text',
      1.5,
      true,
      [['a'], { b: null }],
    ];
    for (const value of values) {
      expect(() => parseXml(toXml('thing', value))).not.toThrow();
      expect(() => parseXml(toXml('problem', { detail: value }, 'urn:x'))).not.toThrow();
    }
  });

  it('leaves an element said twice to validation, and names of prototypes as data', () => {
    expect(fromXml('<thing><title>a</title><title>b</title></thing>', schema)).toEqual({ title: ['a', 'b'] });
    // The parser gives such names another spelling: either way no schema has them, and nothing is inherited.
    const hostile = fromXml('<thing><toString>x</toString><title>t</title></thing>', schema) as Record<string, unknown>;
    expect([hostile['title'], typeof hostile['toString']]).toEqual(['t', 'function']);
    expect(() => fromXml('<thing><__proto__><polluted>yes</polluted></__proto__></thing>', schema)).toThrow();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('has names for all fields, also for those that are no names in XML', () => {
    expect(toXml('a', { text: 'x', 'odd name': 1 })).toContain('<text>x</text><_odd_name>1</_odd_name>');
  });
});
