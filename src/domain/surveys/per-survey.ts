import type { DomainError } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { SurveyRef } from './survey.js';
import { surveyRefusal } from './survey-access.js';

/**
 * By survey, the result of a read or the viewer's error for this survey. So one survey that the viewer may not read
 * does not fail the others. A survey without a result is left out.
 */
export type PerSurvey<T> = ReadonlyMap<Id, T | DomainError>;

/** Reads the members' part of those of `surveys` that the viewer may read, all at once. */
export async function readPerSurvey<T>(
  viewer: Viewer,
  surveys: readonly SurveyRef[],
  read: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, T>>,
): Promise<PerSurvey<T>> {
  const found = new Map<Id, T | DomainError>();
  const allowed: Id[] = [];
  for (const survey of surveys) {
    const refusal = surveyRefusal(viewer, survey);
    if (refusal === undefined) allowed.push(survey.id);
    else found.set(survey.id, refusal);
  }
  if (allowed.length > 0) for (const [id, value] of await read(allowed)) found.set(id, value);
  return found;
}
