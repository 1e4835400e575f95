/** The IDs in the examples of survey operations: placeholders of the right kind. */
export const EXAMPLE = {
  surveyId: '0199f3a0-0000-8001-8000-000000000001',
  pageId: '0199f3a0-0000-8002-8000-000000000001',
  questionId: '0199f3a0-0000-8003-8000-000000000001',
  optionId: '0199f3a0-0000-8004-8000-000000000001',
  collectorId: '0199f3a0-0000-8005-8000-000000000001',
  responseId: '0199f3a0-0000-8006-8000-000000000001',
  quotaId: '0199f3a0-0000-8007-8000-000000000001',
  slug: 'R3sp0ndH3re_abcd',
  responseToken: 'the-token-that-startResponse-gave',
} as const;
