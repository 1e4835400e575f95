import { requireId, type Kind } from '../../kernel/ids.js';
import { fixedPage, orderedPage, type ListArguments } from '../../kernel/list-arguments.js';
import { containing } from '../../kernel/text.js';
import { parseInput } from '../../kernel/validate.js';
import { requireRole, type Member, type Viewer } from '../../kernel/viewer.js';
import { givenFilters, type Read } from '../../resources/read.js';
import { isSlug } from './collector-service.js';
import { responseFilterInput, surveyFilterInput } from './survey-inputs.js';
import { RESPONSE_LIST, SURVEY_LIST } from './survey-list.js';
import { DomainError } from '../../kernel/errors.js';

/**
 * Who may read what of surveys, as reads of the described resources. Each function throws what the services throw when
 * the viewer may not, or when an argument is invalid. A row that is not found is the caller's to report.
 */
const reader = (viewer: Viewer): Member => requireRole(viewer, 'owner', 'staff', 'data');

/** A survey, or a part of one, of the viewer's tenant. */
export function surveyPartRead(kind: Kind, viewer: Viewer, id: string): Read {
  const { tenant } = reader(viewer);
  return {
    filters: [
      ['id', requireId(kind, id)],
      ['tenant', tenant],
    ],
  };
}

/** The surveys of the viewer's tenant. */
export function surveysRead(viewer: Viewer, args: ListArguments): Read {
  const { tenant } = reader(viewer);
  const { titleContains, ...filter } = parseInput(surveyFilterInput, args.filter ?? {});
  return {
    filters: [
      ['tenant', tenant],
      ...givenFilters({
        ...filter,
        titleContains: titleContains === undefined ? undefined : containing(titleContains),
      }),
    ],
    page: orderedPage(SURVEY_LIST, args),
  };
}

/** The responses of a survey that the viewer has received as a member of its tenant. */
export function surveyResponsesRead(viewer: Viewer, args: ListArguments): Read {
  reader(viewer);
  const { collectorId, ...filter } = parseInput(responseFilterInput, args.filter ?? {});
  return {
    filters: givenFilters({
      ...filter,
      collectorId: collectorId === undefined ? undefined : requireId('Collector', collectorId),
    }),
    page: fixedPage(RESPONSE_LIST, 'startedAt', 'descending', args),
  };
}

/** The open collector of a link, for everyone. */
export function openCollectorRead(slug: string): Read {
  if (!isSlug(slug)) throw new DomainError('NOT_FOUND', 'There is no open Collector with this link.');
  return { filters: [['openSlug', slug]] };
}

/** A response, for a member of its tenant. */
export function tenantResponseRead(viewer: Viewer, id: string): Read {
  const responseId = requireId('SurveyResponse', id);
  if (viewer.role === 'anonymous')
    throw new DomainError('NOT_FOUND', 'There is no SurveyResponse with this id and token.');
  return {
    filters: [
      ['id', responseId],
      ['tenant', viewer.tenant],
    ],
  };
}
