import type { RestClient } from './rest.js';

export const CHOICE = { heading: 'Which?', family: 'single_choice', options: [{ label: 'Yes' }, { label: 'No' }] };

/** Drafts that `owner` makes over REST, and what they consist of. */
export function surveyContent(owner: RestClient) {
  const draft = async () =>
    (await owner.post('/surveys', { title: 'Draft', pages: [{ title: 'One', questions: [CHOICE] }, { title: 'Two' }] }))
      .body;
  const pagesOf = async (surveyId: string) =>
    (await owner.get(`/surveys/${surveyId}/pages?expand=questions`)).body.data;
  return {
    draft,
    pagesOf,
    /** A draft's first page and its question. */
    async content() {
      const survey = await draft();
      const [page] = await pagesOf(survey.id);
      return { survey, page, question: page.questions[0] };
    },
  };
}

export type SurveyContent = ReturnType<typeof surveyContent>;
