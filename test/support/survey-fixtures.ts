import type { TestGateway } from './gateway.js';

export const COFFEE_PAGES = [
  {
    title: 'Coffee',
    questions: [
      {
        heading: 'Do you like coffee?',
        family: 'SINGLE_CHOICE',
        required: true,
        options: [{ label: 'Yes' }, { label: 'No', disqualifies: true }],
      },
      {
        heading: 'Which kinds?',
        family: 'MULTIPLE_CHOICE',
        options: [{ label: 'Espresso' }, { label: 'Filter' }, { label: 'Cold brew' }],
      },
    ],
  },
  {
    title: 'More',
    questions: [
      { heading: 'How many cups?', family: 'NUMERIC', subtype: 'integer', validation: { min: 0, max: 30 } },
      { heading: 'Anything else?', family: 'OPEN_ENDED', validation: { maxLength: 100 } },
      {
        heading: 'How good is it?',
        family: 'MATRIX',
        rows: [{ label: 'Taste' }, { label: 'Price' }],
        options: [
          { label: 'Bad', value: 1 },
          { label: 'Good', value: 2 },
        ],
      },
    ],
  },
];

const SURVEY =
  'id title status version pages { id title questions { id heading options { id label } rows { id label } } }';

export interface OpenSurvey {
  readonly id: string;
  readonly slug: string;
  readonly questions: readonly {
    readonly id: string;
    readonly heading: string;
    readonly options: readonly { readonly id: string; readonly label: string }[];
    readonly rows: readonly { readonly id: string }[];
  }[];
}

/** A draft of the coffee survey. */
export async function createDraft(gateway: TestGateway, token: string, title = 'Coffee at work') {
  const { createSurvey } = await gateway.data(
    `mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { ${SURVEY} } } }`,
    { input: { title, pages: COFFEE_PAGES } },
    token,
  );
  return createSurvey.survey;
}

/** The coffee survey, open, with a collector. */
export async function openSurvey(gateway: TestGateway, token: string, title?: string): Promise<OpenSurvey> {
  const survey = await createDraft(gateway, token, title);
  await gateway.data('mutation ($id: ID!) { publishSurvey(id: $id) { survey { status } } }', { id: survey.id }, token);
  const { createCollector } = await gateway.data(
    'mutation ($id: ID!) { createCollector(input: { surveyId: $id, name: "Link" }) { collector { slug } } }',
    { id: survey.id },
    token,
  );
  return {
    id: survey.id,
    slug: createCollector.collector.slug,
    questions: survey.pages.flatMap((page: { questions: unknown[] }) => page.questions),
  };
}

/** Starts a response as the anonymous. */
export async function startResponse(
  gateway: TestGateway,
  slug: string,
): Promise<{ readonly responseId: string; readonly responseToken: string }> {
  const { startResponse: started } = await gateway.data(
    'mutation ($slug: String!) { startResponse(slug: $slug) { response { id } responseToken } }',
    { slug },
  );
  return { responseId: started.response.id, responseToken: started.responseToken };
}

/** Answers the coffee survey: likes it, and drinks so many cups. */
export function answersTo(survey: OpenSurvey, cups: number, likes = 'Yes') {
  const [like, kinds, many] = survey.questions as [
    OpenSurvey['questions'][0],
    OpenSurvey['questions'][0],
    OpenSurvey['questions'][0],
  ];
  return [
    { questionId: like.id, optionIds: [like.options.find((option) => option.label === likes)?.id] },
    { questionId: kinds.id, optionIds: kinds.options.slice(0, 2).map((option) => option.id) },
    { questionId: many.id, number: cups },
  ];
}

/** Starts and submits a response; resolves to its id and status. */
export async function respond(
  gateway: TestGateway,
  survey: OpenSurvey,
  cups: number,
  likes?: string,
): Promise<{ readonly id: string; readonly status: string }> {
  const started = await startResponse(gateway, survey.slug);
  const { submitResponse } = await gateway.data(
    'mutation ($input: SubmitResponseInput!) { submitResponse(input: $input) { response { id status } } }',
    { input: { ...started, answers: answersTo(survey, cups, likes) } },
  );
  return submitResponse.response;
}
