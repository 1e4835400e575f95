import { instant, upper, type Json, type PeerRead } from './peer-read.js';

const OF_TENANT = 'first: 20, condition: { tenant: "bench-peers" }, orderBy: [CREATED_AT_DESC, PRIMARY_KEY_DESC]';

const restOption = ({ id, position, label }: Json) => ({ id, position, label });
const restQuestion = ({ family, options, ...question }: Json) => ({
  ...question,
  family: upper(family),
  options: options.map(restOption),
});

export const surveyById: PeerRead = {
  name: 'surveyById',
  title: 'survey by id',
  subject: 'survey',
  baseline: '/survey/',
  query: `query SurveyById($id: ID!) {
    survey(id: $id) { id title language status ownerId version createdAt updatedAt openedAt closedAt }
  }`,
  rest: {
    paths: ({ survey }) => [
      `/surveys/${survey}?fields=title,language,status,ownerId,version,createdAt,updatedAt,openedAt,closedAt`,
    ],
    dataOf: ([survey]) => ({ survey: { ...survey, status: upper(survey.status) } }),
  },
  postgraphile: {
    query: `query SurveyById($id: UUID!) {
      survey: surveyByRowId(rowId: $id) {
        id: rowId title language status ownerId version createdAt updatedAt openedAt closedAt
      }
    }`,
    dataOf: ({ survey: { status, createdAt, updatedAt, openedAt, closedAt, ...survey } }) => ({
      survey: {
        ...survey,
        status: upper(status),
        createdAt: instant(createdAt),
        updatedAt: instant(updatedAt),
        openedAt: instant(openedAt),
        closedAt: instant(closedAt),
      },
    }),
  },
};

export const surveyList: PeerRead = {
  name: 'surveyList',
  title: '20 surveys, each with its question and response counts',
  baseline: '/surveys',
  query: `query SurveyList {
    surveys(first: 20) { nodes { id title status createdAt questionCount responses { totalCount } } }
  }`,
  rest: {
    paths: () => ['/surveys?first=20&fields=title,status,createdAt,questionCount,responseCount'],
    dataOf: ([list]) => ({
      surveys: {
        nodes: list.data.map(({ responseCount, ...survey }: Json) => ({
          ...survey,
          status: upper(survey.status),
          responses: { totalCount: responseCount },
        })),
      },
    }),
  },
  postgraphile: {
    query: `query SurveyList {
      surveys: allSurveys(${OF_TENANT}) {
        nodes {
          id: rowId title status createdAt
          questions: questionsBySurveyId { totalCount }
          responses: surveyResponsesBySurveyId { totalCount }
        }
      }
    }`,
    dataOf: ({ surveys }) => ({
      surveys: {
        nodes: surveys.nodes.map(({ questions, status, createdAt, ...survey }: Json) => ({
          ...survey,
          status: upper(status),
          createdAt: instant(createdAt),
          questionCount: questions.totalCount,
        })),
      },
    }),
  },
};

export const surveyTree: PeerRead = {
  name: 'surveyTree',
  title: 'survey with pages, questions and options',
  subject: 'survey',
  baseline: '/survey-tree/',
  query: `query SurveyTree($id: ID!) {
    survey(id: $id) {
      id title status
      pages { id position title questions { id position heading family required options { id position label } } }
    }
  }`,
  rest: {
    paths: ({ survey }) => [
      `/surveys/${survey}?expand=pages.questions&fields=title,status,pages.position,pages.title,pages.questions.position,` +
        'pages.questions.heading,pages.questions.family,pages.questions.required,pages.questions.options',
    ],
    dataOf: ([survey]) => ({
      survey: {
        ...survey,
        status: upper(survey.status),
        pages: survey.pages.map((page: Json) => ({ ...page, questions: page.questions.map(restQuestion) })),
      },
    }),
  },
  postgraphile: {
    // The questions are not matrices, so all of their options are choices.
    query: `query SurveyTree($id: UUID!) {
      survey: surveyByRowId(rowId: $id) {
        id: rowId title status
        pages: surveyPagesBySurveyId(orderBy: [POSITION_ASC]) {
          nodes {
            id: rowId position title
            questions: questionsByPageId(orderBy: [POSITION_ASC]) {
              nodes {
                id: rowId position heading family required
                options: questionOptionsByQuestionId(orderBy: [POSITION_ASC]) {
                  nodes { id: rowId position label }
                }
              }
            }
          }
        }
      }
    }`,
    dataOf: ({ survey }) => ({
      survey: {
        ...survey,
        status: upper(survey.status),
        pages: survey.pages.nodes.map((page: Json) => ({
          ...page,
          questions: page.questions.nodes.map(({ family, options, ...question }: Json) => ({
            ...question,
            family: upper(family),
            options: options.nodes,
          })),
        })),
      },
    }),
  },
};

const restResponse = ({ id, status, startedAt, submittedAt, answers }: Json) => ({
  id,
  status: upper(status),
  startedAt,
  submittedAt,
  answers: answers.map(({ questionId, options, text, number }: Json) => ({
    question: { id: questionId },
    options,
    text,
    number,
  })),
});

/** The answers, from one row each. Seeded answers have one row; a second row would appear as a difference. */
const postgraphileResponse = ({ status, startedAt, submittedAt, answers, ...response }: Json) => ({
  ...response,
  status: upper(status),
  startedAt: instant(startedAt),
  submittedAt: instant(submittedAt),
  answers: answers.nodes.map(({ questionId, option, text, number }: Json) => ({
    question: { id: questionId },
    options: option === null ? [] : [option],
    text,
    number,
  })),
});

export const newestResponses: PeerRead = {
  name: 'newestResponses',
  title: '20 surveys, each with its newest 5 responses and their answers',
  baseline: '/newest-responses',
  query: `query NewestResponses {
    surveys(first: 20) {
      nodes {
        id title
        responses(first: 5) {
          nodes { id status startedAt submittedAt answers { question { id } options { id label } text number } }
        }
      }
    }
  }`,
  rest: {
    paths: () => [
      '/surveys?first=20&expand=responses.answers.options&fields=title,responses.status,responses.startedAt,' +
        'responses.submittedAt,responses.answers.questionId,responses.answers.text,responses.answers.number,' +
        'responses.answers.options.label',
    ],
    dataOf: ([list]) => ({
      surveys: {
        nodes: list.data.map(({ responses, ...survey }: Json) => ({
          ...survey,
          responses: { nodes: responses.map(restResponse) },
        })),
      },
    }),
  },
  postgraphile: {
    query: `query NewestResponses {
      surveys: allSurveys(${OF_TENANT}) {
        nodes {
          id: rowId title
          responses: surveyResponsesBySurveyId(first: 5, orderBy: [STARTED_AT_DESC, PRIMARY_KEY_DESC]) {
            nodes {
              id: rowId status startedAt submittedAt
              answers: answersByResponseId(orderBy: [PRIMARY_KEY_ASC]) {
                nodes { questionId option: questionOptionByOptionId { id: rowId label } text number }
              }
            }
          }
        }
      }
    }`,
    dataOf: ({ surveys }) => ({
      surveys: {
        nodes: surveys.nodes.map((survey: Json) => ({
          ...survey,
          responses: { nodes: survey.responses.nodes.map(postgraphileResponse) },
        })),
      },
    }),
  },
};
