import { describe, expect, it } from '@jest/globals';
import { beginningOf, surveyActivityOf } from '../../../../src/domain/read-models/survey-activity.js';
import { eventOf, NOON, responseSubmitted, someId, surveyCreated } from '../../../support/events.js';

const surveyId = someId('Survey');

describe('survey activity', () => {
  it('counts a response when it is started', () => {
    const responseId = someId('SurveyResponse');
    const event = eventOf('gateway.response.started.v1', responseId, {
      responseId,
      surveyId,
      collectorId: someId('Collector'),
    });
    expect(surveyActivityOf(event)).toEqual({ tenant: 'acme', surveyId, at: NOON, measure: 'started', choices: [] });
  });

  it('counts a response by its status when it was submitted, and each option it chose once', () => {
    const choice = { questionId: someId('Question'), optionId: someId('QuestionOption') };
    const event = responseSubmitted(surveyId, {
      status: 'partial',
      submittedAt: '2026-03-01T13:30:00.000Z',
      choices: [choice, choice],
    });
    expect(surveyActivityOf(event)).toEqual({
      tenant: 'acme',
      surveyId,
      at: new Date('2026-03-01T13:30:00.000Z'),
      measure: 'partial',
      choices: [choice],
    });
  });

  it('counts nothing else', () => {
    expect(surveyActivityOf(surveyCreated())).toBeUndefined();
  });

  it('belongs to the hour and day in UTC', () => {
    const moment = new Date('2026-03-01T23:59:59.999Z');
    expect(beginningOf('hour', moment).toISOString()).toBe('2026-03-01T23:00:00.000Z');
    expect(beginningOf('day', moment).toISOString()).toBe('2026-03-01T00:00:00.000Z');
    expect(beginningOf('day', beginningOf('day', moment))).toEqual(beginningOf('day', moment));
  });
});
