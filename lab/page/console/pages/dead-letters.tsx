import { EventId } from '../components/event-id.js';
import { Panel, Read } from '../components/panel.js';
import type { DeadLetter, Page } from '../model.js';
import { timeText } from '../state/format.js';
import { linkTo } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { RedriveTable } from './redrive-table.js';

/** The events of the viewer's tenant that a group could not apply. */
export function DeadLetters() {
  const letters = useRead<Page<DeadLetter>>('/dead-letters?first=100&total=true');
  return (
    <>
      <h2>Dead letters</h2>
      <Panel title="Events of your tenant that a group could not apply" id="dead-letters">
        <Read reading={letters}>
          {({ data, totalCount = data.length }) => (
            <>
              {totalCount > data.length && (
                <p class="muted">
                  The newest {data.length} of {totalCount}.
                </p>
              )}
              <RedriveTable
                label="Dead letters"
                rows={data}
                empty="There are none. The page of a group counts those of all tenants."
                path="/dead-letter-redrives"
                onDone={letters.again}
                columns={[
                  { title: 'Group', cell: ({ group }) => <a href={linkTo('groups', group)}>{group}</a> },
                  { title: 'Cause', cell: ({ cause }) => cause.replaceAll('_', ' ') },
                  { title: 'Reason', cell: ({ reason }) => reason ?? 'in the logs' },
                  { title: 'Event', cell: ({ eventId }) => <EventId id={eventId} /> },
                  { title: 'Type', cell: ({ eventType }) => eventType ?? 'unknown' },
                  {
                    title: 'Published',
                    cell: ({ topic, partition, offset }) => (
                      <>
                        <a href={linkTo('topics', topic)}>{topic}</a>/{partition} at {offset}
                      </>
                    ),
                  },
                  { title: 'Redrives', isNumber: true, cell: ({ redrives }) => redrives },
                  { title: 'Failed', cell: ({ failedAt }) => timeText(failedAt) },
                ]}
              />
            </>
          )}
        </Read>
      </Panel>
    </>
  );
}
