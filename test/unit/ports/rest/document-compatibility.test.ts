import { describe, expect, it } from '@jest/globals';
import { openApiDocument } from '../../../../src/ports/rest/v1/openapi/document.js';
import { documentChanges } from '../../../../src/ports/rest/v1/openapi/document-compatibility.js';
import { OPERATIONS } from '../../../../src/ports/rest/v1/operations.js';

/** The real document, as JSON has it; any: mutations reach into it by path. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Document = any;
const document = JSON.stringify(openApiDocument(OPERATIONS));
const published = JSON.parse(document) as Document;

function after(mutate: (next: Document) => void): string[] {
  const next = JSON.parse(document) as Document;
  mutate(next);
  expect(next).not.toEqual(published);
  return documentChanges(published, next);
}

const survey = (next: Document) => next.components.schemas.Survey;
const createSurvey = (next: Document) => next.components.schemas.CreateSurveyBody;
const listSurveys = (next: Document) => next.paths['/surveys'].get;
const parameter = (next: Document, name: string) =>
  listSurveys(next).parameters.find((given: Document) => given.name === name);

describe('a document that is to replace the published one', () => {
  it('may be the same', () => {
    expect(documentChanges(published, JSON.parse(document) as Document)).toEqual([]);
  });

  it.each<[string, (next: Document) => void]>([
    ['a new path', (next) => (next.paths['/new'] = { get: listSurveys(next) })],
    ['a new operation on a path', (next) => (next.paths['/viewer'].post = { operationId: 'new', responses: {} })],
    ['other words', (next) => Object.assign(listSurveys(next), { summary: 'Said better', description: 'At length' })],
    ['a new field in an answer', (next) => (survey(next).properties.colour = { type: 'string' })],
    ['a field that is deprecated', (next) => (survey(next).properties.title.deprecated = true)],
    ['a new value in an answer', (next) => survey(next).properties.status.enum.push('archived')],
    ['a field that is sure to be there now', (next) => survey(next).required.push('title')],
    ['a field that is never null any more', (next) => (survey(next).properties.openedAt.type = 'string')],
    ['a new optional field in a body', (next) => (createSurvey(next).properties.colour = { type: 'string' })],
    [
      'a new optional parameter',
      (next) => listSurveys(next).parameters.push({ name: 'colour', in: 'query', schema: { type: 'string' } }),
    ],
    ['a new value of a parameter', (next) => parameter(next, 'sort').schema.enum.push('colour')],
    ['a parameter that takes longer text', (next) => (parameter(next, 'titleContains').schema.maxLength += 1)],
    ['a parameter whose pattern goes', (next) => delete parameter(next, 'titleContains').schema.pattern],
    ['a body field that need not be given any more', (next) => createSurvey(next).required.splice(0, 1)],
    ['a new failure', (next) => (listSurveys(next).responses['418'] = { description: 'A teapot' })],
    [
      'a new code of a failure',
      (next) =>
        next.components.responses.Problem401Unauthenticated.content[
          'application/problem+json'
        ].schema.allOf[1].properties.code.enum.push('NEW'),
    ],
    ['a new header', (next) => (listSurveys(next).responses['200'].headers.New = { schema: { type: 'string' } })],
    ['another media type', (next) => (listSurveys(next).responses['200'].content['application/yaml'] = { schema: {} })],
    ['an operation opened to everyone', (next) => listSurveys(next).security.push({})],
    [
      'another name of a component',
      (next) => {
        next.components.schemas.Renamed = next.components.schemas.Survey;
        next.paths['/surveys/{surveyId}'].get.responses['200'].content['application/json'].schema.$ref =
          '#/components/schemas/Renamed';
      },
    ],
  ])('may have %s', (_, mutate) => {
    expect(after(mutate)).toEqual([]);
  });

  it.each<[string, (next: Document) => void, RegExp]>([
    ['lacks a path', (next) => delete next.paths['/surveys'], /^GET \/surveys: removed$/],
    ['lacks an operation', (next) => delete next.paths['/surveys'].post, /^POST \/surveys: removed$/],
    ['moves', (next) => (next.servers = [{ url: '/api/v2' }]), /^servers: changed$/],
    ['renames an operation', (next) => (listSurveys(next).operationId = 'surveys'), /operationId changed/],
    [
      'closes an operation to strangers',
      (next) => next.paths['/movies'].get.security.shift(),
      /GET \/movies: credentials changed/,
    ],
    ['lacks a field of an answer', (next) => delete survey(next).properties.ownerId, /\.ownerId: removed$/],
    ['lacks an expansion', (next) => delete survey(next).properties.pages, /\.pages: removed$/],
    [
      'has a field of another type',
      (next) => (survey(next).properties.version.type = 'string'),
      /\.version: type changed/,
    ],
    [
      'has a field that may be null now',
      (next) => (survey(next).properties.title.type = ['string', 'null']),
      /\.title: type changed/,
    ],
    [
      'lacks the format of a field',
      (next) => delete survey(next).properties.createdAt.format,
      /\.createdAt: format changed/,
    ],
    [
      'has a looser bound in an answer',
      (next) => delete survey(next).properties.pageCount.minimum,
      /\.pageCount: minimum changed/,
    ],
    [
      'has an enum in an answer that is any text now',
      (next) => delete survey(next).properties.status.enum,
      /\.status: may be any value/,
    ],
    ['leaves a field out sometimes', (next) => survey(next).required.splice(0, 1), /\.id: is no longer sure/],
    ['has items of another type', (next) => (survey(next).properties.pages.items = { type: 'string' }), /\.pages\[\]/],
    [
      'has an expansion to something else',
      (next) => (next.components.schemas.Collector.properties.survey.anyOf[0].$ref = '#/components/schemas/Venue'),
      /\.survey: anyOf changed/,
    ],
    ['lacks a parameter', (next) => listSurveys(next).parameters.shift(), /query status: removed$/],
    [
      'has a new required parameter',
      (next) => listSurveys(next).parameters.push({ name: 'x', in: 'query', required: true, schema: {} }),
      /query x: is required now$/,
    ],
    ['requires a parameter', (next) => (parameter(next, 'sort').required = true), /query sort: is required now$/],
    [
      'lacks a value of a parameter',
      (next) => parameter(next, 'sort').schema.enum.shift(),
      /query sort: no longer takes "createdAt"$/,
    ],
    [
      'lacks a path to expand',
      (next) => next.components.parameters.SurveyExpand.schema.items.enum.shift(),
      /query expand\[\]: no longer takes "pages"$/,
    ],
    [
      'takes shorter text',
      (next) => (parameter(next, 'titleContains').schema.maxLength -= 1),
      /query titleContains: maxLength changed/,
    ],
    [
      'takes smaller numbers',
      (next) => (next.components.parameters.PageFirst.schema.maximum -= 1),
      /query first: maximum changed/,
    ],
    [
      'has a pattern for what had none',
      (next) => (next.components.parameters.IfNoneMatch.schema.pattern = '^x$'),
      /if-none-match: pattern changed/,
    ],
    [
      'has lists written otherwise',
      (next) => (next.components.parameters.SurveyFields.explode = true),
      /query fields: explode changed/,
    ],
    [
      'requires a new field of a body',
      (next) => {
        createSurvey(next).properties.x = {};
        createSurvey(next).required.push('x');
      },
      /body\.x: is required now$/,
    ],
    [
      'requires a field of a body',
      (next) => createSurvey(next).required.push('language'),
      /body\.language: is required now$/,
    ],
    ['lacks a field of a body', (next) => delete createSurvey(next).properties.language, /body\.language: removed$/],
    [
      'no longer takes null',
      (next) => (createSurvey(next).properties.language.type = 'string'),
      /body\.language: type changed/,
    ],
    [
      'lacks a value deep in a body',
      (next) => createSurvey(next).properties.pages.items.properties.questions.items.properties.family.enum.pop(),
      /family: no longer takes "datetime"$/,
    ],
    [
      'requires a body',
      (next) => (next.paths['/responses/{responseId}/submit'].post.requestBody.required = true),
      /body: is required now$/,
    ],
    [
      'does not take XML',
      (next) => delete next.paths['/surveys'].post.requestBody.content['application/xml'],
      /body, application\/xml: removed$/,
    ],
    [
      'does not answer XML',
      (next) => delete listSurveys(next).responses['200'].content['application/xml'],
      /200, application\/xml: removed$/,
    ],
    ['lacks a status', (next) => delete listSurveys(next).responses['304'], /304: removed$/],
    [
      'answers another status',
      (next) => {
        const { responses } = next.paths['/surveys'].post;
        responses['200'] = responses['201'];
        delete responses['201'];
      },
      /201: removed$/,
    ],
    [
      'lacks a header',
      (next) => delete next.paths['/surveys'].post.responses['201'].headers.Location,
      /201, Location: removed$/,
    ],
    [
      'has a header only sometimes',
      (next) => (next.components.headers.ETag.required = false),
      /ETag: is no longer sure/,
    ],
    [
      'streams something else',
      (next) => delete next.components.schemas.EventMessage.properties.cursor,
      /\.cursor: removed$/,
    ],
    [
      'has XML of other elements',
      (next) => (survey(next).properties.pages.items.xml.name = 'page'),
      /\.pages\[\]: xml changed/,
    ],
  ])('is found when it %s', (_, mutate, change) => {
    const changes = after(mutate);
    expect(changes.filter((line) => change.test(line)).length).toBeGreaterThan(0);
    expect(changes.length).toBeLessThan(200);
  });
});
