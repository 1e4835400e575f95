import type { SurveyResponse } from '../../domain/surveys/response.js';
import type { SurveyTree } from '../../domain/surveys/survey.js';
import type { Connection } from './connection.js';

/** What each connection type is resolved from: named, because the type generator maps to names. */
export type SurveyConnection = Connection<SurveyTree>;
export type SurveyResponseConnection = Connection<SurveyResponse>;
