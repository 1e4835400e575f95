import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ERROR_CODES } from '../../../../src/kernel/errors.js';
import { openApiDocument } from '../../../../src/ports/rest/v1/openapi/document.js';
import { OPERATIONS } from '../../../../src/ports/rest/v1/operations.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const document = openApiDocument(OPERATIONS) as any;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const described: { id: string; object: any }[] = Object.values(document.paths as object).flatMap((path) =>
  Object.values(path as object).map((object) => ({ id: object.operationId, object })),
);

/** The problems of a document with its meta-schema and its references. Empty when there are none. */
function problemsOf(given: unknown): string {
  const { stderr, status } = spawnSync(
    process.execPath,
    [path.resolve(import.meta.dirname, '../../../support/validate-openapi.mjs')],
    { input: JSON.stringify(given), encoding: 'utf8' },
  );
  return status === 0 ? '' : stderr;
}

describe('the OpenAPI document', () => {
  it('is valid by the meta-schema of OpenAPI 3.1, references and all', () => {
    expect(problemsOf(document)).toBe('');
    const broken = structuredClone(document);
    broken.paths['/surveys'].get.parameters = 'none';
    expect(problemsOf(broken)).toMatch(/must be array/);
    const dangling = structuredClone(document);
    delete dangling.components.schemas.Survey;
    expect(problemsOf(dangling)).toMatch(/Survey/);
  });

  it('has schemas that are JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({
      strict: true,
      strictTypes: false,
      strictRequired: false,
      allowUnionTypes: true,
      formats: { 'date-time': true, date: true, uuid: true, email: true, 'uri-reference': true, 'entity-tag': true },
    });
    for (const keyword of ['xml', 'components']) ajv.addKeyword(keyword);
    ajv.addSchema({ $id: 'document', components: document.components as object });
    for (const name of Object.keys(document.components.schemas as object))
      ajv.compile({ $ref: `document#/components/schemas/${name}` });
  });

  it('describes each operation once, with its own id', () => {
    expect(described.map(({ id }) => id).sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
    expect(new Set(described.map(({ id }) => id)).size).toBe(OPERATIONS.length);
  });

  it('has every code that a failure may have', () => {
    expect(document.components.schemas.Problem.properties.code.enum).toEqual(
      expect.arrayContaining(Object.keys(ERROR_CODES)),
    );
  });

  it('names each parameter of a path, and takes Idempotency-Key wherever something is written', () => {
    const parametersOf = (object: { parameters: { $ref?: string; name?: string; in?: string }[] }) =>
      object.parameters.map((parameter) =>
        parameter.$ref === undefined
          ? parameter
          : document.components.parameters[parameter.$ref.split('/').at(-1) ?? ''],
      );
    for (const [path, operations] of Object.entries<object>(document.paths))
      for (const [method, object] of Object.entries(operations)) {
        const names = parametersOf(object).map(({ name, in: where }) => `${where} ${name}`);
        expect(names.filter((name) => name.startsWith('path ')).sort()).toEqual(
          [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`).sort(),
        );
        expect(names.includes('header Idempotency-Key')).toBe(method !== 'get');
        expect(new Set(names).size).toBe(names.length);
      }
  });

  it('asks for credentials exactly where the operation does', () => {
    for (const { id, object } of described)
      expect(object.security).toEqual(
        OPERATIONS.find((operation) => operation.id === id)?.access === 'everyone'
          ? [{}, { bearer: [] }]
          : [{ bearer: [] }],
      );
  });

  it('marks what is deprecated', () => {
    expect(document.components.schemas.Survey.properties.ownerId.deprecated).toBe(true);
    expect(Object.keys(document.paths['/surveys/{surveyId}'].get.responses['200'].headers as object)).toEqual(
      expect.arrayContaining(['Deprecation', 'Sunset', 'Link', 'ETag']),
    );
  });

  it('points at nothing outside the gateway', () => {
    expect(JSON.stringify(document)).not.toMatch(/https?:\/\//);
  });
});
