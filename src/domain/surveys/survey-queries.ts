import { notFound } from '../../kernel/errors.js';
import { requireId, type Kind } from '../../kernel/ids.js';
import { fixedPage, orderedPage, type ListArguments } from '../../kernel/list-arguments.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { givenFilters, type Read } from '../../resources/read.js';
import { titleValues } from '../../resources/title-filter.js';
import { isSlug } from './collector-service.js';
import { responseFilter } from './response-filter.js';
import { surveyReader } from './survey-access.js';
import { surveyFilterInput } from './survey-inputs.js';
import { RESPONSE_LIST, SURVEY_LIST } from './survey-list.js';

/**
 * Who may read what of surveys, as reads of the described resources. Each function throws what the services throw when
 * the viewer may not, or when an argument is invalid. A row that is not found is the caller's to report.
 */

/** A survey, or a part of one, of the viewer's tenant. */
export function surveyPartRead(kind: Kind, viewer: Viewer, id: string): Read {
  const { tenant } = surveyReader(viewer);
  return {
    filters: [
      ['id', requireId(kind, id)],
      ['tenant', tenant],
    ],
  };
}

/** The quota of an option of a question of the viewer's tenant. */
export function optionQuotaRead(viewer: Viewer, questionId: string, optionId: string): Read {
  const { tenant } = surveyReader(viewer);
  return {
    filters: [
      ['option', requireId('Question', questionId), requireId('QuestionOption', optionId)],
      ['tenant', tenant],
    ],
  };
}

/** The surveys of the viewer's tenant. */
export function surveysRead(viewer: Viewer, args: ListArguments): Read {
  const { tenant } = surveyReader(viewer);
  const { titleContains, ...filter } = parseInput(surveyFilterInput, args.filter ?? {});
  return {
    filters: [['tenant', tenant], ...givenFilters({ ...filter, ...titleValues(titleContains) })],
    page: orderedPage(SURVEY_LIST, args),
  };
}

/** The responses of a survey that the viewer has received as a member of its tenant. */
export function surveyResponsesRead(viewer: Viewer, args: ListArguments): Read {
  surveyReader(viewer);
  const { statuses, ...filter } = responseFilter(args.filter);
  return {
    filters: givenFilters({ ...filter, ...(statuses?.length === 1 ? { status: statuses[0] } : { statuses }) }),
    page: fixedPage(RESPONSE_LIST, 'startedAt', 'descending', args),
  };
}

/** The same of one survey. Whether the viewer may see the survey is surveyPartRead's. */
export function responsesOfSurveyRead(viewer: Viewer, surveyId: string, args: ListArguments): Read {
  const { filters, ...read } = surveyResponsesRead(viewer, args);
  return { ...read, filters: [['surveyId', requireId('Survey', surveyId)], ...filters] };
}

/** The open collector of a link, for everyone. */
export function openCollectorRead(slug: string): Read {
  if (!isSlug(slug)) throw notFound('open Collector', 'with this link');
  return { filters: [['openSlug', slug]] };
}

/** A response, for a member of its tenant. */
export function tenantResponseRead(viewer: Viewer, id: string): Read {
  const responseId = requireId('SurveyResponse', id);
  if (viewer.role === 'anonymous') throw notFound('SurveyResponse', 'with this ID and token');
  return {
    filters: [
      ['id', responseId],
      ['tenant', viewer.tenant],
    ],
  };
}
