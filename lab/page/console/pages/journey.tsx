import { useState } from 'preact/hooks';
import { DataTable } from '../components/data-table.js';
import { Field } from '../components/field.js';
import { Panel, Read } from '../components/panel.js';
import type { Journey } from '../model.js';
import { timeText } from '../state/format.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';

/** The way of one event, from the commit to its readers. */
export function Journeys({ parts: [id] }: { readonly parts: Route }) {
  const [given, setGiven] = useState(id ?? '');
  return (
    <>
      <h2>Way of an event</h2>
      <form
        class="console-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (given.trim() !== '') location.hash = linkTo('journey', given.trim());
        }}
      >
        <Field label="ID of an event of your tenant" value={given} onInput={setGiven} />
        <button type="submit" class="primary">
          Show
        </button>
      </form>
      {id !== undefined && <OneJourney id={id} />}
    </>
  );
}

interface Step {
  readonly name: string;
  readonly at: string | null;
  readonly what: string;
}

function OneJourney({ id }: { readonly id: string }) {
  const journey = useRead<Journey>(`/event-journeys/${encodeURIComponent(id)}`);
  return (
    <Panel title="Steps" id="journey">
      <Read reading={journey}>
        {(data) => (
          <>
            <p class="ids">
              <strong>{data.type}</strong> about <code>{data.aggregateId}</code>
            </p>
            <DataTable
              label="Steps"
              rows={stepsOf(data)}
              keyOf={({ name }) => name}
              empty="Nothing is known of it."
              columns={[
                { title: 'Step', cell: ({ name }) => name },
                { title: 'When', cell: ({ at }) => (at === null ? 'not known' : timeText(at)) },
                { title: 'What', cell: ({ what }) => what },
              ]}
            />
            {data.record !== null && (
              <p>
                <a href={linkTo('topics', data.record.topic)}>{data.record.topic}</a>, partition {data.record.partition}
                , offset {data.record.offset}
              </p>
            )}
          </>
        )}
      </Read>
    </Panel>
  );
}

function stepsOf({ occurredAt, outbox, record, groups, eventLog, stream }: Journey): readonly Step[] {
  return [
    { name: 'Committed', at: occurredAt, what: 'in the transaction of its change' },
    {
      name: 'Outbox',
      at: outbox?.sentAt ?? outbox?.parkedAt ?? null,
      what:
        outbox === null
          ? 'it has left the outbox'
          : `${outbox.state}${outbox.parkedBecause === null ? '' : `: ${outbox.parkedBecause}`}`,
    },
    {
      name: 'Kafka',
      at: record?.writtenAt ?? null,
      what: record === null ? 'it is not in the log, or was not found' : 'written',
    },
    ...groups.map(({ group, appliedAt, isConcerned, isDeadLetter, hasPassed }): Step => ({
      name: group,
      at: appliedAt,
      what: isDeadLetter
        ? 'dead letter'
        : `${isConcerned ? '' : 'not concerned, '}${hasPassed === null ? 'not known whether it has passed' : hasPassed ? 'has passed it' : 'has not reached it'}`,
    })),
    { name: 'Event log', at: eventLog?.recordedAt ?? null, what: eventLog === null ? 'not in it' : 'in it' },
    {
      name: 'Stream',
      at: stream?.lastDeliveredAt ?? stream?.arrivedAt ?? null,
      what: stream === null ? 'not known to this gateway' : `delivered ${stream.deliveries} times`,
    },
  ];
}
