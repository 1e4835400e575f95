import { describe, expect, it } from '@jest/globals';
import { isNamedBy } from '../../../../../src/ops/entity-tags.js';
import { ifMatchVersion, entityTag, matchesIfNoneMatch } from '../../../../../src/ports/rest/v1/http/etag.js';

describe('entity tags', () => {
  it('differ by bytes, and begin with the version', () => {
    expect(entityTag('a', 7)).toMatch(/^"7\.[\w-]{22}"$/);
    expect(entityTag('a', 7)).not.toBe(entityTag('b', 7));
    expect(entityTag('a', undefined)).toBe(entityTag('a', undefined));
  });

  it('are found in If-None-Match by weak comparison', () => {
    const tag = entityTag('a', 1);
    for (const header of [tag, `W/${tag}`, `"x", ${tag}`, '*']) expect(isNamedBy(header, tag)).toBe(true);
    for (const header of ['"x"', tag.replaceAll('"', ''), '']) expect(isNamedBy(header, tag)).toBe(false);
  });

  it('are found in If-Match of a read by strong comparison', () => {
    const tag = entityTag('a', 1);
    for (const header of [tag, `"x", ${tag}`, `W/"x",${tag}`, ' * '])
      expect(isNamedBy(header, tag, 'strong')).toBe(true);
    for (const header of [`W/${tag}`, `"x", W/${tag}`, '"x"', '']) expect(isNamedBy(header, tag, 'strong')).toBe(false);
  });

  it('forbid a write in If-None-Match: the tag itself, weak or strong, and any tag of its version', () => {
    const tags = [entityTag('a', 7), entityTag('<a/>', 7)];
    for (const header of [tags[0]!, tags[1]!, `W/${tags[0]}`, '"7.of-other-fields"', `"x", ${tags[0]}`, '*', ' * '])
      expect([header, matchesIfNoneMatch(header, tags)]).toEqual([header, true]);
    for (const header of ['"x"', '"6.x"', '"70.x"', '"7"', 'W/"8.y", "9.z"'])
      expect([header, matchesIfNoneMatch(header, tags)]).toEqual([header, false]);
    expect(matchesIfNoneMatch(entityTag('a', undefined), [entityTag('a', undefined)])).toBe(true);
    expect(matchesIfNoneMatch('"7.x"', [entityTag('a', undefined)])).toBe(false);
    for (const header of ['*', '"7.x"', '"x"']) expect(matchesIfNoneMatch(header, [])).toBe(false);
    for (const header of ['x', '"a" "b"', '"a", *', '', 'w/"a"'])
      expect(() => matchesIfNoneMatch(header, tags)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('name in If-Match the version that is demanded', () => {
    expect(ifMatchVersion('*')).toBeUndefined();
    expect(ifMatchVersion('"12.abc"')).toBe(12);
    expect(ifMatchVersion('"12.abc", "12.def", "unversioned"')).toBe(12);
  });

  it.each([
    ['W/"12.abc"', 412],
    ['"abc"', 412],
    ['"1.a", "2.b"', 400],
    ['12', 400],
    ['', 400],
    ['x"1.a"', 400],
    ['"1.a" "1.b"', 400],
    ['"1.a", *', 400],
  ])('refuse %s', (header, status) => {
    expect(() => ifMatchVersion(header)).toThrow(expect.objectContaining({ status }));
  });
});
