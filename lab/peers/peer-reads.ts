import type { PeerRead } from './peer-read.js';
import { seatMap } from './show-reads.js';
import { newestResponses, surveyById, surveyList, surveyTree } from './survey-reads.js';

/** The reads of the comparison, in the order of the report. */
export const PEER_READS: readonly PeerRead[] = [surveyById, surveyList, surveyTree, seatMap, newestResponses];
