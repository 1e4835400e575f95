import { useState } from 'preact/hooks';
import { DataTable } from '../components/data-table.js';
import { Facts } from '../components/facts.js';
import { Field } from '../components/field.js';
import { Panel, Read } from '../components/panel.js';
import type { EventJourney } from '../model.js';
import { longText, timeText } from '../state/format.js';
import { journeySteps } from '../state/journey-steps.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';

const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The way of one event, or of the events of one request, from the commit to their readers. */
export function Journey({ parts: [sought] }: { readonly parts: Route }) {
  return (
    <>
      <h2>Journey of an event</h2>
      <Search sought={sought} />
      {sought !== undefined && (EVENT_ID.test(sought) ? <OneEvent id={sought} /> : <OfRequest trace={sought} />)}
    </>
  );
}

function Search({ sought = '' }: { readonly sought?: string | undefined }) {
  const [value, setValue] = useState(sought);
  return (
    <form
      class="console-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') location.hash = linkTo('journey', value.trim());
      }}
    >
      <Field label="ID of an event, or traceparent of a request" value={value} onInput={setValue} />
      <button type="submit" class="primary">
        Show its way
      </button>
    </form>
  );
}

function OneEvent({ id }: { readonly id: string }) {
  const reading = useRead<EventJourney>(`/event-journeys/${encodeURIComponent(id)}`);
  return <Read reading={reading}>{(journey) => <Way journey={journey} />}</Read>;
}

function OfRequest({ trace }: { readonly trace: string }) {
  const reading = useRead<{ readonly journeys: readonly EventJourney[] }>(
    `/event-journeys?traceparent=${encodeURIComponent(trace)}`,
  );
  return (
    <Read reading={reading}>
      {({ journeys }) =>
        journeys.length === 0 ? (
          <p class="muted">
            No event of your tenant with this trace is in the outbox. Sent events leave it after a while.
          </p>
        ) : (
          journeys.map((journey) => <Way key={journey.eventId} journey={journey} />)
        )
      }
    </Read>
  );
}

function Way({ journey }: { readonly journey: EventJourney }) {
  const { eventId, type, aggregateId, actor, traceparent, record, groups } = journey;
  return (
    <Panel title={type} id={`event-${eventId}`}>
      <Facts
        facts={[
          { name: 'Event', value: <a href={linkTo('journey', eventId)}>{eventId}</a> },
          { name: 'Aggregate', value: aggregateId },
          { name: 'Actor', value: actor },
          {
            name: 'Trace',
            value: traceparent === null ? 'none' : <a href={linkTo('journey', traceparent)}>{traceparent}</a>,
          },
        ]}
      />
      <DataTable
        label="Steps"
        rows={journeySteps(journey)}
        keyOf={({ step }) => step}
        empty="None."
        columns={[
          { title: 'Step', cell: ({ step }) => step },
          { title: 'Where', cell: ({ where }) => where },
          { title: 'When', cell: ({ at }) => (at === null ? 'not yet, or unknown' : timeText(at)) },
          {
            title: 'After the commit',
            isNumber: true,
            cell: ({ afterMs }) => (afterMs === null ? '' : `${longText(String(afterMs))} ms`),
          },
        ]}
      />
      <DataTable
        label="Consumer groups"
        rows={groups}
        keyOf={({ group }) => group}
        empty="The gateway knows no group of this event."
        columns={[
          { title: 'Group', cell: ({ group }) => <a href={linkTo('groups', group)}>{group}</a> },
          { title: 'Handles it', cell: ({ isConcerned }) => (isConcerned ? 'yes' : 'passes over it') },
          { title: 'State', cell: ({ hasPassed, isDeadLetter }) => stateText(hasPassed, isDeadLetter) },
          {
            title: 'Committed offset',
            isNumber: true,
            cell: ({ committedOffset }) => (committedOffset === null ? 'never' : longText(committedOffset)),
          },
          { title: 'Applied', cell: ({ appliedAt }) => (appliedAt === null ? '' : timeText(appliedAt)) },
        ]}
      />
      {record !== null && (
        <p>
          The record is in <a href={linkTo('topics', record.topic)}>{record.topic}</a>, partition {record.partition}, at{' '}
          {longText(record.offset)}.
        </p>
      )}
    </Panel>
  );
}

function stateText(hasPassed: boolean | null, isDeadLetter: boolean) {
  if (isDeadLetter) return <a href={linkTo('dead-letters')}>dead letter</a>;
  if (hasPassed === null) return 'unknown';
  return hasPassed ? 'has passed it' : 'has not come to it';
}
