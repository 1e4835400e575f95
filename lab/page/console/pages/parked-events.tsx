import { EventId } from '../components/event-id.js';
import { Facts } from '../components/facts.js';
import { Panel, Read } from '../components/panel.js';
import type { Outbox, Page, ParkedEvent } from '../model.js';
import { secondsText, timeText } from '../state/format.js';
import { useRead } from '../state/use-read.js';
import { RedriveTable } from './redrive-table.js';

/** What waits to be published, and what Kafka refuses. */
export function ParkedEvents() {
  const outbox = useRead<Outbox>('/outbox');
  const events = useRead<Page<ParkedEvent>>('/parked-events?first=100&total=true');
  return (
    <>
      <h2>Outbox and parked events</h2>
      <Panel title="Outbox" id="outbox">
        <Read reading={outbox}>
          {({ depth, oldestSeconds, parked }) => (
            <Facts
              facts={[
                { name: 'Events that wait', value: depth },
                { name: 'Oldest', value: secondsText(oldestSeconds), isBad: oldestSeconds > 30 },
                { name: 'Parked, of all tenants', value: parked, isBad: parked > 0 },
              ]}
            />
          )}
        </Read>
      </Panel>
      <Panel title="Events of your tenant that Kafka refuses" id="parked">
        <Read reading={events}>
          {({ data, totalCount = data.length }) => (
            <>
              {totalCount > data.length && (
                <p class="muted">
                  The oldest {data.length} of {totalCount}.
                </p>
              )}
              <RedriveTable
                label="Parked events"
                rows={data}
                empty="There are none."
                path="/parked-event-redrives"
                onDone={events.again}
                columns={[
                  { title: 'Event', cell: ({ id }) => <EventId id={id} /> },
                  { title: 'Type', cell: ({ type }) => type },
                  { title: 'Cause', cell: ({ cause }) => cause.replaceAll('_', ' ') },
                  { title: 'Reason', cell: ({ reason }) => reason ?? 'operators find it with npm run parked' },
                  { title: 'Parked', cell: ({ parkedAt }) => timeText(parkedAt) },
                ]}
              />
            </>
          )}
        </Read>
      </Panel>
    </>
  );
}
