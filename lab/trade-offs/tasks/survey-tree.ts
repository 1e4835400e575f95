import {
  bearer,
  graphqlData,
  graphqlPost,
  placeholder,
  restBody,
  restGet,
  shownGraphQL,
  shownRest,
} from '../requests.js';
import type { LabTask } from '../task.js';
import { tree, TREE_QUERY, type TreePage, type TreeQuestion } from './survey-tree-parts.js';

const survey = (id: string) => `/api/v1/surveys/${id}`;
const pagesOf = (id: string) => `/api/v1/surveys/${id}/pages`;
const questionsOf = (pageId: string) => `/api/v1/pages/${pageId}/questions`;

export const surveyTree: LabTask = {
  id: 'survey-tree',
  title: 'Survey three levels deep, resource by resource',
  wants: 'Show a whole survey: its pages, their questions and the options of each question.',
  why: 'GraphQL wins: one request where REST, resource by resource, needs one for the survey, one for its pages and one more for each page (N+1). Parallel requests save time but not requests: a page’s questions cannot be requested before the pages are known, so each round trip counts twice. The longer the round trip, the larger the difference.',
  shown: {
    rest: shownRest(
      restGet('', survey(placeholder('surveyId'))),
      restGet('', pagesOf(placeholder('surveyId'))),
      'then, for each page at once:',
      restGet('', questionsOf(placeholder('pageId'))),
    ),
    graphql: shownGraphQL(TREE_QUERY),
  },
  run: {
    async rest(exchange, fixtures) {
      const headers = bearer(fixtures);
      const [{ title }, pages] = await Promise.all([
        restBody<{ title: string }>(exchange(restGet('survey', survey(fixtures.surveyId), headers))),
        restBody<{ data: { id: string; title: string }[] }>(
          exchange(restGet('pages', pagesOf(fixtures.surveyId), headers)),
        ),
      ]);
      const questions = await Promise.all(
        pages.data.map(({ id }, index) =>
          restBody<{ data: TreeQuestion[] }>(
            exchange(restGet(`questions of page ${index + 1}`, questionsOf(id), headers)),
          ),
        ),
      );
      return tree(
        title,
        pages.data.map((page, index) => ({ title: page.title, questions: questions[index]?.data ?? [] })),
      );
    },
    async graphql(exchange, fixtures) {
      const request = graphqlPost('survey', TREE_QUERY, { id: fixtures.surveyId }, bearer(fixtures));
      const data = await graphqlData<{ survey: { title: string; pages: TreePage[] } }>(exchange(request));
      return tree(data.survey.title, data.survey.pages);
    },
  },
};
