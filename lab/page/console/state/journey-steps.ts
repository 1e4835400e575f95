import type { EventJourney } from '../model.js';

/** A step of an event's way, in the order in which they are taken. */
export interface JourneyStep {
  readonly step: string;
  readonly where: string;
  /** Null when it was not taken, or its time is not known. */
  readonly at: string | null;
  /** Since the change was made. The clocks of several machines may differ. */
  readonly afterMs: number | null;
}

/** The steps of the way. Those that nobody knows of are there too, so that it is seen where an event is stuck. */
export function journeySteps(journey: EventJourney): readonly JourneyStep[] {
  const { occurredAt, outbox, record, eventLog, stream } = journey;
  const step = (name: string, where: string, at: string | null = null): JourneyStep => ({
    step: name,
    where,
    at,
    afterMs: at === null ? null : Date.parse(at) - Date.parse(occurredAt),
  });
  return [
    step(
      'Committed',
      outbox === null ? 'PostgreSQL' : `PostgreSQL, outbox ${outbox.seq}, shard ${outbox.shard}`,
      occurredAt,
    ),
    ...(outbox?.state === 'parked'
      ? [step('Parked', `Kafka refused it: ${outbox.parkedBecause ?? 'unknown'}`, outbox.parkedAt)]
      : [
          step(
            'Written to Kafka',
            record === null ? 'not found' : `${record.topic}/${record.partition} at ${record.offset}`,
            record?.writtenAt,
          ),
          step('Acknowledged by all in-sync replicas', 'the relay', outbox?.sentAt),
          step('Recorded in the event log', eventLog === null ? 'not yet' : 'MongoDB', eventLog?.recordedAt),
          step("In this gateway's stream", stream === null ? 'no longer kept' : 'memory', stream?.arrivedAt),
          step(
            'Given to subscribers',
            stream === null ? 'unknown' : `${stream.deliveries} ${stream.deliveries === 1 ? 'reader' : 'readers'}`,
            stream?.lastDeliveredAt,
          ),
        ]),
  ];
}
