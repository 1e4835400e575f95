import type { LabTask } from '../task.js';
import { bookSeats } from './book-seats.js';
import { cachedReRead } from './cached-re-read.js';
import { exists } from './exists.js';
import { mobileOverFetch, mobileSparseFields } from './mobile-movies.js';
import { oneThing } from './one-thing.js';
import { pollOrSubscribe } from './poll-or-subscribe.js';
import { seatCountsMongodb, seatCountsPostgresql } from './seat-counts.js';
import { seatMapTask } from './seat-map.js';
import { sseOrSubscribe } from './sse-or-subscribe.js';
import { submitResponse } from './submit-response.js';
import { surveyListCounts } from './survey-list-counts.js';
import { surveyTreeExpand } from './survey-tree-expand.js';
import { surveyTree } from './survey-tree.js';

/** Every task, in the order in which they are shown. */
export const LAB_TASKS: readonly LabTask[] = [
  surveyListCounts,
  surveyTree,
  surveyTreeExpand,
  seatMapTask,
  seatCountsPostgresql,
  seatCountsMongodb,
  submitResponse,
  bookSeats,
  pollOrSubscribe,
  sseOrSubscribe,
  cachedReRead,
  mobileOverFetch,
  mobileSparseFields,
  oneThing,
  exists,
];
