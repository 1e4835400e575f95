import { describe, expect, it } from '@jest/globals';
import { demandedVersion, entityTag, isNamedBy } from '../../../../../src/ports/rest/v1/http/etag.js';

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

  it('name in If-Match the version that is demanded', () => {
    expect(demandedVersion('*')).toBeUndefined();
    expect(demandedVersion('"12.abc"')).toBe(12);
    expect(demandedVersion('"12.abc", "12.def", "unversioned"')).toBe(12);
  });

  it.each([['W/"12.abc"', 412], ['"abc"', 412], ['"1.a", "2.b"', 400], ['12', 400], ['', 400], ['x"1.a"', 400], ['"1.a" "1.b"', 400], ['"1.a", *', 400]])('refuse %s', (header, status) => {
    expect(() => demandedVersion(header)).toThrow(expect.objectContaining({ status }));
  });
});
