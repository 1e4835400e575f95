import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readPostedSchema } from '../../../src/contracts/posted-schema.js';
import { schemaCompatibility } from '../../../src/contracts/schema-compatibility.js';

const published = readFileSync(
  path.resolve(import.meta.dirname, '../../../src/contracts/schemas/gateway.booking.created.v1/1.json'),
  'utf8',
);
const nested = (depth: number) => '{"items":'.repeat(depth) + 'true' + '}'.repeat(depth);

describe('a schema that was posted', () => {
  it.each([
    published,
    '{}',
    '{"items":true,"properties":{"a":false}}',
    '{"type":["string","null"],"items":[{"type":"string"}]}',
    '{"properties":{"required":{"type":"string"},"type":{},"__proto__":{}}}',
    '{"x-note":[1,{"properties":7}],"default":null}',
    nested(30),
  ])('is read when it is a JSON Schema: %s', (text) => {
    expect(JSON.stringify(readPostedSchema(text))).toBe(JSON.stringify(JSON.parse(text)));
  });

  it.each([
    ['', 'not JSON'],
    ['{"type"', 'not JSON'],
    ['true', 'not an object'],
    ['null', 'not an object'],
    ['[]', 'not an object'],
    ['{"properties":[]}', '#/properties '],
    ['{"properties":{"a":null}}', '#/properties '],
    ['{"properties":{"a":{"properties":"b"}}}', '#/properties/a/properties '],
    ['{"required":"a"}', '#/required '],
    ['{"required":[1]}', '#/required '],
    ['{"type":7}', '#/type '],
    ['{"items":null}', '#/items '],
    ['{"items":[{"enum":{}}]}', '#/items/0/enum '],
    ['{"anyOf":{}}', '#/anyOf '],
    ['{"not":{"$ref":{}}}', '#/not/$ref '],
    ['{"$defs":{"a":{"if":[]}}}', '#/$defs/a/if '],
    [nested(40), 'nested deeper'],
    [`{"enum":[${'0,'.repeat(60_000)}0]}`, 'more than'],
    [`{"properties":{${Array.from({ length: 2_000 }, (_, n) => `"f${n}":{}`).join()}}}`, 'more than'],
  ])('is refused when it is none, or too large: %.60s', (text, problem) => {
    expect(() => readPostedSchema(text)).toThrow(
      expect.objectContaining({ name: 'InvalidSchemaError', message: expect.stringContaining(problem) }),
    );
  });

  it('is never followed to what it refers to', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.end(published);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const posted = readPostedSchema(JSON.stringify({ $id: url, $ref: url, properties: { a: { $ref: `${url}#/a` } } }));
    expect(schemaCompatibility(JSON.parse(published), posted)).toContainEqual(expect.stringContaining('$ref'));
    // The control: the server would have counted it.
    expect([requests, (await fetch(url)).status, requests]).toEqual([0, 200, 1]);
    server.closeAllConnections();
    server.close();
  });

  it.each(['constructor', '__proto__', 'toString'])('cannot pass off %s of every object as a field', (name) => {
    const field = JSON.parse(`{"properties":{"${name}":{}},"required":["${name}"]}`);
    expect(schemaCompatibility(field, {})).toContainEqual(`${name}: removed`);
    expect(schemaCompatibility({}, field)).toContainEqual(expect.stringContaining(`${name} was added as required`));
  });
});
