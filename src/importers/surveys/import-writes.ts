import type { Id } from '../../kernel/ids.js';
import type { UnitOfWork } from '../../domain/outbox/unit-of-work.js';
import type { SurveyWrites } from '../../domain/surveys/survey-writes.js';
import type { ImportMeaning } from './import-meaning.js';

/** Writes of an import inside one transaction: those of surveys, and those that only an import uses. */
export interface ImportWrites extends SurveyWrites {
  /**
   * How the survey's import interpreted cells. Undefined when it was not imported, or was imported before this was
   * stored.
   */
  importMeaning(surveyId: Id): Promise<ImportMeaning | undefined>;
  /** Stores the meaning with the survey, unless one is stored already. */
  keepImportMeaning(surveyId: Id, meaning: ImportMeaning): Promise<void>;
}

export type ImportUnitOfWork = UnitOfWork<{ readonly surveys: ImportWrites }>;
