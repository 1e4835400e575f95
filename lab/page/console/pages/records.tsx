import { useState } from 'preact/hooks';
import { EventId } from '../components/event-id.js';
import { Field } from '../components/field.js';
import { Panel, Read } from '../components/panel.js';
import type { BrowsedRecord, RecordPage } from '../model.js';
import { bytesText, timeText } from '../state/format.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';

/** What to read, as the form has it. */
interface Search {
  readonly from: string;
  readonly partition: string;
  readonly offset: string;
  readonly time: string;
  readonly type: string;
  readonly key: string;
  readonly text: string;
}
const NOTHING: Search = { from: 'latest', partition: '', offset: '', time: '', type: '', key: '', text: '' };
/** Records do not change: a page is read once. */
const NEVER_MS = 2 ** 31 - 1;

/** The records of a topic, in pages: by default the latest, and with a place those from there on. */
export function Records({ topic, place: [partition, offset] }: { readonly topic: string; readonly place: Route }) {
  const first =
    partition === undefined || offset === undefined ? NOTHING : { ...NOTHING, from: 'offset', partition, offset };
  const [search, setSearch] = useState<Search>(first);
  const [asked, setAsked] = useState<{ readonly search: Search; readonly after?: string }>({ search: first });
  const page = useRead<RecordPage>(pathOf(topic, asked.search, asked.after), NEVER_MS);
  const field = (name: keyof Search) => ({
    value: search[name],
    onInput: (value: string) => setSearch({ ...search, [name]: value }),
  });
  const ask = (after?: string) => {
    setAsked({ search, ...(after !== undefined && { after }) });
    page.again();
  };
  return (
    <>
      <h2>Records of {topic}</h2>
      <p>
        <a href={linkTo('topics', topic)}>Back to the topic</a>. Personal data is masked (•••), and the data of other
        tenants is left out.
      </p>
      <form
        class="console-form"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <Field
          label="Start"
          {...field('from')}
          options={{ latest: 'at the latest', earliest: 'at the oldest', offset: 'at an offset', time: 'at a time' }}
        />
        <Field label="Partition" {...field('partition')} inputMode="numeric" />
        {search.from === 'offset' && <Field label="Offset" {...field('offset')} inputMode="numeric" />}
        {search.from === 'time' && <Field label="Time (UTC)" {...field('time')} type="datetime-local" />}
        <Field label="Event type" {...field('type')} />
        <Field label="Key" {...field('key')} />
        <Field label="Text" {...field('text')} />
        <button type="submit" class="primary">
          Read
        </button>
      </form>
      <Panel title="Records" id="records">
        <Read reading={page}>
          {({ records, scanned, hasMore, cursor }) => (
            <>
              <p class="muted" aria-live="polite">
                {records.length} records, of {scanned} that were looked at.
              </p>
              <ol class="records">
                {records.map((record) => (
                  <RecordView key={`${record.partition}/${record.offset}`} record={record} />
                ))}
              </ol>
              <button type="button" onClick={() => ask(cursor)}>
                {hasMore ? 'Read on' : 'Look for newer records'}
              </button>
            </>
          )}
        </Read>
      </Panel>
    </>
  );
}

function RecordView({ record }: { readonly record: BrowsedRecord }) {
  const { partition, offset, writtenAt, key, bytes, problem, eventId, eventType, aggregateId, tenant, data } = record;
  return (
    <li data-record={`${partition}/${offset}`} data-problem={problem ?? undefined}>
      <p>
        <strong>{eventType ?? 'no event type'}</strong>
        {problem !== null && <strong class="problem"> broken: {problem.replaceAll('_', ' ')}</strong>}
        <span class="muted">
          {' '}
          partition {partition}, offset {offset}, {timeText(writtenAt)}, {bytesText(bytes)}
        </span>
      </p>
      <p class="ids">
        <span>
          event <EventId id={eventId} />
        </span>
        <span>
          about <code>{aggregateId ?? 'nothing'}</code>
        </span>
        <span>
          key <code>{key ?? 'none'}</code>
        </span>
        <span>tenant {tenant ?? 'none'}</span>
      </p>
      {data === null ? (
        problem === null && <p class="muted">Its data is of another tenant.</p>
      ) : (
        <details>
          <summary>Data</summary>
          <pre tabIndex={0}>{JSON.stringify(data, undefined, 2)}</pre>
        </details>
      )}
    </li>
  );
}

/** Only what belongs to the start is sent: the gateway refuses the rest. */
function pathOf(topic: string, { from, partition, offset, time, type, key, text }: Search, after?: string): string {
  const given = {
    from,
    partition,
    offset: from === 'offset' ? offset : '',
    time: from === 'time' && time !== '' ? `${time.length === 16 ? `${time}:00` : time}Z` : '',
    type: type.trim(),
    key: key.trim(),
    text,
    after: after ?? '',
  };
  const query = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ''));
  return `/cluster/topics/${encodeURIComponent(topic)}/records?${query.toString()}`;
}
