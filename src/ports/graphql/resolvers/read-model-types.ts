import { TOPICS } from '../../../contracts/topics.js';
import type { Resolvers } from '../generated/resolvers-types.js';
import { requireLoaded } from '../require-loaded.js';

/** Fields of the read models' types under their names in the schema. */
export const readModelTypes = {
  SeatInventory: {
    status: ({ cancelled }) => (cancelled ? 'cancelled' : 'scheduled'),
    seatMapVersion: ({ version }) => version,
    missingVersions: ({ missing }) => missing,
    seatCounts: ({ counts }) => counts,
    // The show's resolver has them loaded when they are selected.
    seats: ({ seats }) => requireLoaded(Promise.resolve(seats)),
  },
  InventorySeat: { status: ({ state }) => state, seatMapVersion: ({ version }) => version },

  SurveyActivity: {
    started: ({ counts }) => counts.started,
    completed: ({ counts }) => counts.completed,
    partial: ({ counts }) => counts.partial,
    disqualified: ({ counts }) => counts.disqualified,
    overquota: ({ counts }) => counts.overquota,
    intervals: (activity, request, { surveys }) => surveys.activityIntervals(request).load(activity),
    choices: (activity, _, { surveys }) => surveys.choiceCounts.load(activity),
  },
  ActivityInterval: {
    started: ({ counts }) => counts.started,
    completed: ({ counts }) => counts.completed,
    partial: ({ counts }) => counts.partial,
    disqualified: ({ counts }) => counts.disqualified,
    overquota: ({ counts }) => counts.overquota,
  },
  ChoiceCount: {
    completed: ({ counts }) => counts.completed,
    partial: ({ counts }) => counts.partial,
    disqualified: ({ counts }) => counts.disqualified,
    overquota: ({ counts }) => counts.overquota,
  },

  PartitionOffset: { topic: ({ topic }) => TOPICS[topic].name, offset: ({ offset }) => offset.toString() },
} satisfies Resolvers;
