import { requireFound } from '../../kernel/errors.js';
import { requireId } from '../../kernel/ids.js';
import type { Selection } from '../../kernel/selection.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { SurveyTree } from './survey.js';
import { surveyReader } from './survey-access.js';
import type { SurveyReads } from './survey-reads.js';

/**
 * The survey with this ID, for a reader of its tenant. Throws UNAUTHENTICATED or FORBIDDEN by the viewer's role, and
 * NOT_FOUND for another tenant's survey.
 */
export async function readableSurvey(
  reads: SurveyReads,
  viewer: Viewer,
  id: string,
  fields: Selection,
): Promise<SurveyTree> {
  const { tenant } = surveyReader(viewer);
  return requireFound(await reads.survey(tenant, requireId('Survey', id), fields), 'Survey');
}
