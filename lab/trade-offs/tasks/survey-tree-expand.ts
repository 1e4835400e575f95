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
import { tree, TREE_QUERY, type TreePage } from './survey-tree-parts.js';

const survey = (id: string) =>
  `/api/v1/surveys/${id}?expand=pages.questions&fields=title,pages.title,pages.questions.heading,pages.questions.required,pages.questions.options`;

export const surveyTreeExpand: LabTask = {
  id: 'survey-tree-expand',
  title: 'Survey three levels deep, expanded',
  wants: 'The same survey with its pages, questions and options, from a REST API with expansion.',
  why:
    'A draw in round trips and statements: expand and fields do the same as nesting and selection, and one SQL ' +
    'statement answers either. But fields select only within the server’s resources: an option always comes ' +
    'whole, with its id, position and value. GraphQL leaves out unselected fields at any depth. REST pays in ' +
    'bytes. A GraphQL server that executes every field of every object pays in work.',
  shown: { rest: shownRest(restGet('', survey(placeholder('surveyId')))), graphql: shownGraphQL(TREE_QUERY) },
  run: {
    async rest(exchange, fixtures) {
      const { title, pages } = await restBody<{ title: string; pages: TreePage[] }>(
        exchange(restGet('survey', survey(fixtures.surveyId), bearer(fixtures))),
      );
      return tree(title, pages);
    },
    async graphql(exchange, fixtures) {
      const request = graphqlPost('survey', TREE_QUERY, { id: fixtures.surveyId }, bearer(fixtures));
      const data = await graphqlData<{ survey: { title: string; pages: TreePage[] } }>(exchange(request));
      return tree(data.survey.title, data.survey.pages);
    },
  },
};
