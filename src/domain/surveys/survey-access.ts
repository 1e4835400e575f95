import { notFound, type DomainError } from '../../kernel/errors.js';
import { refusalOf, requireRole, type Member, type MemberRole, type Viewer } from '../../kernel/viewer.js';

/**
 * Who may do what with surveys. Each rule is a pure decision over the viewer and the tenant of a survey: services
 * enforce them, and whatever compiles reads into statements takes its predicates from here.
 * - Readers see the surveys of their tenant and all that belongs to them. Writers change them.
 * - Everybody may open a collector's link while the collector and its survey are open (requireOpenCollector).
 * - Whoever holds a response's token may read the response.
 * - Pages and questions, and the survey, collector, answers and questions that a survey, response or answer names, are
 *   for whoever was given that parent: see SurveyTreeService. All else of a survey is for its tenant's readers alone.
 */
export const SURVEY_READERS: readonly MemberRole[] = ['owner', 'staff', 'data'];
export const SURVEY_WRITERS: readonly MemberRole[] = ['owner'];

interface OfTenant {
  readonly tenant: string;
}

/** The viewer as a reader of its tenant's surveys. Throws UNAUTHENTICATED or FORBIDDEN. */
export function surveyReader(viewer: Viewer): Member {
  return requireRole(viewer, ...SURVEY_READERS);
}

/** The viewer as a writer of its tenant's surveys. Throws UNAUTHENTICATED or FORBIDDEN. */
export function surveyWriter(viewer: Viewer): Member {
  return requireRole(viewer, ...SURVEY_WRITERS);
}

/** The tenant whose surveys the viewer reads; undefined for one that reads none. */
export function surveyTenant(viewer: Viewer): string | undefined {
  return viewer.role !== 'anonymous' && SURVEY_READERS.includes(viewer.role) ? viewer.tenant : undefined;
}

/**
 * Why the viewer may not read the members' part of a survey: UNAUTHENTICATED or FORBIDDEN by its role, NOT_FOUND for a
 * survey of another tenant. Undefined when it may.
 */
export function surveyRefusal(viewer: Viewer, survey: OfTenant): DomainError | undefined {
  return refusalOf(viewer, SURVEY_READERS) ?? (maySeeSurvey(viewer, survey) ? undefined : notFound('Survey'));
}

/** Throws what surveyRefusal says. */
export function requireSurveyReader(viewer: Viewer, survey: OfTenant): void {
  const refusal = surveyRefusal(viewer, survey);
  if (refusal !== undefined) throw refusal;
}

/** Whether the viewer reads the surveys of this survey's tenant. */
export function maySeeSurvey(viewer: Viewer, { tenant }: OfTenant): boolean {
  return surveyTenant(viewer) === tenant;
}
