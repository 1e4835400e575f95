import { advanceAsOf, containsEvent, type AsOf, type EventPosition } from '../../contracts/as-of.js';
import type { Id } from '../../kernel/ids.js';
import type { FinalStatus, ResultChange } from './result-change.js';

/**
 * The roll-up of a survey's results.
 *
 * | state      | meaning                                                        | next                            |
 * | ---------- | -------------------------------------------------------------- | ------------------------------- |
 * | waiting    | responses are counted; the survey's own first event is to come | complete, incomplete or deleted |
 * | complete   | every submitted response up to `asOf` is counted               | incomplete or deleted           |
 * | incomplete | some response was not counted here, and none is any more       | deleted                         |
 * | deleted    | the survey is deleted; late events of its responses change nothing | -                           |
 *
 * Only a complete roll-up is read. A survey has no responses before it is created and opened. So a roll-up that
 * contains one of these events, and every response counted by this consumer, lacks none.
 */
type RollUpState = 'waiting' | 'complete' | 'incomplete' | 'deleted';

export interface ResultRollUp {
  readonly surveyId: Id;
  readonly tenant: string;
  readonly state: RollUpState;
  /** Submitted responses by their status. */
  readonly responses: Readonly<Partial<Record<FinalStatus, number>>>;
  readonly asOf: AsOf | null;
}

/** An event of the survey, with its effect. */
export interface RolledUpEvent {
  readonly change: ResultChange;
  readonly position: EventPosition;
  /** Whether it is contained for the first time. */
  readonly isNew: boolean;
}

/** Whether responses are counted in this state. */
export function isCounting({ state }: Pick<ResultRollUp, 'state'>): boolean {
  return state === 'waiting' || state === 'complete';
}

/**
 * The roll-up after these events of its survey. `counted` is the position that the survey's activity is as of, before
 * these events. Older gateways count responses there and not in the roll-up: an event that is contained in the activity
 * alone was counted by one of them, and the roll-up is incomplete.
 */
export function advanceRollUp(
  before: ResultRollUp | undefined,
  counted: AsOf | null,
  [first, ...rest]: readonly [RolledUpEvent, ...RolledUpEvent[]],
): ResultRollUp {
  const { tenant, surveyId } = first.change;
  const known = before ?? { surveyId, tenant, state: 'waiting', responses: {}, asOf: null };
  const lacksSome = counted?.offsets.some((reached) => !containsEvent(known.asOf, reached)) === true;
  const start: ResultRollUp = lacksSome && isCounting(known) ? { ...known, state: 'incomplete' } : known;
  return [first, ...rest].reduce(
    (rollUp, event) => ({ ...changed(rollUp, event), asOf: advanceAsOf(rollUp.asOf, event.position) }),
    start,
  );
}

function changed(rollUp: ResultRollUp, { change, isNew }: RolledUpEvent): ResultRollUp {
  if (rollUp.state === 'deleted') return rollUp;
  if (change.kind === 'deleted') return { ...rollUp, state: 'deleted', responses: {} };
  if (!isCounting(rollUp)) return rollUp;
  if (change.kind === 'begun') return { ...rollUp, state: 'complete' };
  if (change.kind !== 'submitted' || !isNew) return rollUp;
  if (change.answers === null) return { ...rollUp, state: 'incomplete', responses: {} };
  const count = (rollUp.responses[change.status] ?? 0) + 1;
  return { ...rollUp, responses: { ...rollUp.responses, [change.status]: count } };
}
