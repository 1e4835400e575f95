import {
  belongsTo,
  column,
  computed,
  countOf,
  double,
  elsewhere,
  enumeration,
  equals,
  hasMany,
  instant,
} from './fields.js';
import { TITLE_FILTERS } from './title-filter.js';
import type { Resource, Sql } from './resource.js';

const OF_TENANT = (surveyId: Sql, tenant: Sql) =>
  `EXISTS (SELECT FROM survey owner WHERE owner.id = ${surveyId} AND owner.tenant = ${tenant})`;

/** The filters of a part of a survey that is read by its own ID. */
const partFilters: Resource['filters'] = {
  id: (row, id) => `${row}.id = ${id}::uuid`,
  tenant: (row, tenant) => OF_TENANT(`${row}.survey_id`, tenant),
};

export const survey: Resource = {
  name: 'Survey',
  table: 'survey',
  model: 'Survey',
  fields: {
    id: column('ID!', 'id'),
    title: column('String!', 'title'),
    language: column('String!', 'language'),
    status: enumeration('SurveyStatus!', 'status'),
    createdBy: column('String!', 'owner_id'),
    ownerId: column('String!', 'owner_id'),
    version: column('Int!', 'version'),
    createdAt: instant('DateTime!', 'created_at'),
    updatedAt: instant('DateTime!', 'updated_at'),
    openedAt: instant('DateTime', 'opened_at'),
    closedAt: instant('DateTime', 'closed_at'),
    pageCount: countOf('survey_page', (row, page) => `${page}.survey_id = ${row}.id`),
    questionCount: countOf('question', (row, question) => `${question}.survey_id = ${row}.id`),
    pages: hasMany('SurveyPage', 'survey_id', (page) => `${page}.position`),
    collectors: hasMany('Collector', 'survey_id', (collector) => `${collector}.created_at, ${collector}.id`, {
      membersOnly: true,
    }),
    quotas: hasMany('Quota', 'survey_id', (quota) => `${quota}.id`, { membersOnly: true }),
    responses: {
      kind: 'page',
      type: 'SurveyResponseConnection!',
      of: 'SurveyResponse',
      where: (row, response) => `${response}.survey_id = ${row}.id`,
      membersOnly: true,
    },
    results: elsewhere('[QuestionResult!]!'),
    trends: elsewhere('[TrendPoint!]!'),
    activity: elsewhere('SurveyActivity'),
  },
  reference: { id: column('ID!', 'id'), tenant: column('String!', 'tenant') },
  filters: {
    id: (row, id) => `${row}.id = ${id}::uuid`,
    tenant: equals('tenant', 'text'),
    status: equals('status', 'survey_status'),
    ...TITLE_FILTERS,
    createdFrom: (row, from) => `${row}.created_at >= ${from}::timestamptz`,
    createdTo: (row, to) => `${row}.created_at < ${to}::timestamptz`,
  },
  orders: {
    createdAt: [
      { sql: (row) => `${row}.created_at`, type: 'timestamptz', form: 'instant', weighed: ['titleContains'] },
    ],
    updatedAt: [
      {
        sql: (row) => `${row}.updated_at`,
        type: 'timestamptz',
        form: 'instant',
        weighed: ['titleContains'],
        near: ['createdFrom', 'createdTo'],
      },
    ],
    title: [
      {
        sql: (row) => `${row}.title`,
        type: 'text',
        form: 'text',
        weighed: ['titleContains', 'createdFrom', 'createdTo'],
      },
    ],
  },
};

export const surveyPage: Resource = {
  name: 'SurveyPage',
  table: 'survey_page',
  model: 'SurveyPage',
  fields: {
    id: column('ID!', 'id'),
    position: column('Int!', 'position'),
    title: column('String!', 'title'),
    description: column('String!', 'description'),
    questions: hasMany('Question', 'page_id', (question) => `${question}.position`),
  },
  filters: partFilters,
};

/** A key of the validation, which is a JSON object. */
const bound = (type: string, key: string, as: string) =>
  computed(type, (row) => `(${row}.validation ->> '${key}')::${as}`, ['validation']);
const boundText = (key: string) => computed('String', (row) => `${row}.validation ->> '${key}'`, ['validation']);

export const question: Resource = {
  name: 'Question',
  table: 'question',
  model: 'Question',
  fields: {
    id: column('ID!', 'id'),
    position: column('Int!', 'position'),
    heading: column('String!', 'heading'),
    family: enumeration('QuestionFamily!', 'family'),
    subtype: column('String!', 'subtype'),
    required: column('Boolean!', 'required'),
    validation: {
      kind: 'shape',
      type: 'QuestionValidation',
      isNull: (row) => `jsonb_typeof(${row}.validation) IS DISTINCT FROM 'object'`,
      fields: {
        min: bound('Float', 'min', 'float8'),
        max: bound('Float', 'max', 'float8'),
        minLength: bound('Int', 'minLength', 'int'),
        maxLength: bound('Int', 'maxLength', 'int'),
        minChoices: bound('Int', 'minChoices', 'int'),
        maxChoices: bound('Int', 'maxChoices', 'int'),
        earliest: boundText('earliest'),
        latest: boundText('latest'),
      },
    },
    options: {
      kind: 'many',
      type: '[QuestionOption!]!',
      of: 'QuestionOption',
      where: (row, option) => `${option}.question_id = ${row}.id AND ${option}.kind = 'choice'`,
      orderBy: (option) => `${option}.position`,
    },
    rows: {
      kind: 'many',
      type: '[QuestionOption!]!',
      of: 'QuestionOption',
      where: (row, option) => `${option}.question_id = ${row}.id AND ${option}.kind = 'row'`,
      orderBy: (option) => `${option}.position`,
    },
    result: elsewhere('QuestionResult!'),
  },
  reference: { id: column('ID!', 'id'), surveyId: column('ID!', 'survey_id') },
  filters: partFilters,
};

export const questionOption: Resource = {
  name: 'QuestionOption',
  table: 'question_option',
  model: 'QuestionOption',
  fields: {
    id: column('ID!', 'id'),
    position: column('Int!', 'position'),
    label: column('String!', 'label'),
    value: double('Float', 'value'),
    disqualifies: column('Boolean!', 'disqualifies'),
  },
};

export const collector: Resource = {
  name: 'Collector',
  table: 'collector',
  model: 'Collector',
  fields: {
    id: column('ID!', 'id'),
    name: column('String!', 'name'),
    slug: column('String!', 'slug'),
    status: enumeration('CollectorStatus!', 'status'),
    createdAt: instant('DateTime!', 'created_at'),
    survey: belongsTo('Survey', 'survey_id'),
  },
  filters: {
    ...partFilters,
    openSlug: (row, slug) =>
      `${row}.slug = ${slug} AND ${row}.status = 'open' AND EXISTS (SELECT FROM survey owner WHERE owner.id = ${row}.survey_id AND owner.status = 'open')`,
  },
};

export const quota: Resource = {
  name: 'Quota',
  table: 'quota',
  model: 'Quota',
  fields: {
    id: column('ID!', 'id'),
    question: belongsTo('Question', 'question_id'),
    option: belongsTo('QuestionOption', 'option_id'),
    limit: column('Int!', '"limit"'),
    filled: column('Int!', 'filled'),
  },
  filters: {
    ...partFilters,
    option: (row, question, option) => `${row}.question_id = ${question}::uuid AND ${row}.option_id = ${option}::uuid`,
  },
};

export const surveyResponse: Resource = {
  name: 'SurveyResponse',
  table: 'survey_response',
  model: 'SurveyResponse',
  fields: {
    id: column('ID!', 'id'),
    status: enumeration('ResponseStatus!', 'status'),
    startedAt: instant('DateTime!', 'started_at'),
    submittedAt: instant('DateTime', 'submitted_at'),
    survey: belongsTo('Survey', 'survey_id'),
    collector: belongsTo('Collector', 'collector_id'),
    // Every answer has a row at position 0; the further options and cells of an answer have rows of their own.
    answers: {
      kind: 'many',
      type: '[Answer!]!',
      of: 'Answer',
      where: (row, answer) => `${answer}.response_id = ${row}.id AND ${answer}.position = 0`,
      orderBy: (answer) => `${answer}.question_id`,
    },
  },
  filters: {
    ...partFilters,
    surveyId: equals('survey_id', 'uuid'),
    // One status alone, because an index is in the order of the list only where its columns before that are equal.
    status: equals('status', 'response_status'),
    statuses: (_row, statuses) => ({
      column: 'status',
      values: `SELECT DISTINCT unnest(${statuses}::response_status[])`,
    }),
    collectorId: equals('collector_id', 'uuid'),
    submittedFrom: (row, from) => `${row}.submitted_at >= ${from}::timestamptz`,
    submittedTo: (row, to) => `${row}.submitted_at < ${to}::timestamptz`,
  },
  orders: {
    startedAt: [
      {
        sql: (row) => `${row}.started_at`,
        type: 'timestamptz',
        form: 'instant',
        near: ['submittedFrom', 'submittedTo'],
      },
    ],
  },
};

const sameAnswer = (a: Sql, b: Sql) => `${b}.response_id = ${a}.response_id AND ${b}.question_id = ${a}.question_id`;

export const answer: Resource = {
  name: 'Answer',
  table: 'answer',
  model: 'Answer',
  fields: {
    question: belongsTo('Question', 'question_id'),
    options: {
      kind: 'many',
      type: '[QuestionOption!]!',
      of: 'QuestionOption',
      // Nobody chooses an option twice, so none is found twice. The few that were chosen lead to their rows.
      from: (row) => `(SELECT known.* FROM answer chosen JOIN question_option known ON known.id = chosen.option_id
        WHERE ${sameAnswer(row, 'chosen')} AND chosen.row_id IS NULL)`,
      where: (row, option) => `${option}.question_id = ${row}.question_id AND ${option}.kind = 'choice'`,
      orderBy: (option) => `${option}.position`,
    },
    cells: {
      kind: 'many',
      type: '[MatrixCell!]!',
      of: 'MatrixCell',
      where: (row, cell) => `${sameAnswer(row, cell)} AND ${cell}.row_id IS NOT NULL AND ${cell}.option_id IS NOT NULL`,
      orderBy: (cell) => `${cell}.position`,
    },
    text: column('String', 'text'),
    number: double('Float', 'number'),
    moment: column('String', 'moment'),
  },
};

export const matrixCell: Resource = {
  name: 'MatrixCell',
  table: 'answer',
  model: 'Answer',
  fields: { row: belongsTo('QuestionOption', 'row_id'), option: belongsTo('QuestionOption', 'option_id') },
};
