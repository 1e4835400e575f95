import { describe, expect, it } from '@jest/globals';
import {
  chunkBytes,
  frameBytes,
  requestHeadBytes,
  responseHeadBytes,
  utf8Bytes,
} from '../../../lab/trade-offs/http-bytes.js';

describe('sizes on the wire', () => {
  it('are those of the response as it is written', () => {
    const wire = 'HTTP/1.1 304 Not Modified\r\netag: "7.abc"\r\nvary: Accept\r\n\r\n';
    expect(
      responseHeadBytes({
        status: 304,
        statusText: 'Not Modified',
        headers: new Headers({ ETag: '"7.abc"', Vary: 'Accept' }),
      }),
    ).toBe(wire.length);
  });

  it('are those of the request as it is written', () => {
    const wire = 'GET /api/v1/movies?first=2 HTTP/1.1\r\nhost: localhost:4000\r\naccept: */*\r\n\r\n';
    expect(requestHeadBytes('GET', new URL('http://localhost:4000/api/v1/movies?first=2'), [['accept', '*/*']])).toBe(
      wire.length,
    );
  });

  it.each([
    [5, 10],
    [15, 20],
    [16, 22],
    [255, 261],
    [256, 263],
  ])('are those of a chunk of %d', (length, bytes) => {
    expect(chunkBytes(length)).toBe(bytes);
  });

  it.each([
    [0, false, 2],
    [125, false, 127],
    [126, false, 130],
    [65_535, false, 65_539],
    [65_536, false, 65_546],
    [5, true, 11],
    [200, true, 208],
  ])('are those of a frame of %d (masked: %s)', (payload, isMasked, bytes) => {
    expect(frameBytes(payload, isMasked)).toBe(bytes);
  });

  it('count bytes, not characters', () => {
    expect(utf8Bytes('Lumière €')).toBe(12);
  });
});
