import { DataTable } from '../components/data-table.js';
import { Facts } from '../components/facts.js';
import { Panel, Read } from '../components/panel.js';
import type { Topic } from '../model.js';
import { bytesText, longText, rateText, secondsText } from '../state/format.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { Records } from './records.js';

/** All topics, one topic, or its records. */
export function Topics({ parts: [topic, part, ...place] }: { readonly parts: Route }) {
  if (topic === undefined) return <AllTopics />;
  return part === 'records' ? <Records key={place.join('/')} topic={topic} place={place} /> : <OneTopic name={topic} />;
}

function AllTopics() {
  const topics = useRead<{ readonly data: readonly Topic[] }>('/cluster/topics');
  return (
    <>
      <h2>Topics</h2>
      <Panel title="Topics of this gateway" id="topics">
        <Read reading={topics}>
          {({ data }) => (
            <DataTable
              label="Topics"
              rows={data}
              keyOf={({ name }) => name}
              empty="The gateway has no topics yet."
              columns={[
                { title: 'Topic', cell: ({ name }) => <a href={linkTo('topics', name)}>{name}</a> },
                { title: 'For', cell: ({ purpose }) => purpose.replace('_', ' ') },
                { title: 'Partitions', isNumber: true, cell: ({ partitions }) => partitions.length },
                { title: 'Health', cell: (topic) => <Health topic={topic} /> },
                { title: 'Records', isNumber: true, cell: ({ records }) => longText(records) },
                { title: 'Written', isNumber: true, cell: ({ recordsPerSecond }) => rateText(recordsPerSecond) },
                { title: 'Kept for', isNumber: true, cell: (topic) => retentionText(topic) },
                { title: 'Lag of its groups', cell: ({ readers }) => <Readers readers={readers} /> },
              ]}
            />
          )}
        </Read>
      </Panel>
    </>
  );
}

function OneTopic({ name }: { readonly name: string }) {
  const topic = useRead<Topic>(`/cluster/topics/${encodeURIComponent(name)}`);
  return (
    <>
      <h2>Topic {name}</h2>
      <Read reading={topic}>
        {(data) => (
          <>
            <p>
              <a href={linkTo('topics')}>All topics</a>
              {(data.purpose === 'events' || data.purpose === 'redrive') && (
                <>
                  {' · '}
                  <a href={linkTo('topics', name, 'records')}>Browse its records</a>
                </>
              )}
              {data.purpose === 'dead_letters' && (
                <>
                  {' · '}
                  <a href={linkTo('dead-letters')}>Dead letters</a>
                </>
              )}
            </p>
            <Facts
              facts={[
                { name: 'Records', value: longText(data.records) },
                { name: 'Written', value: rateText(data.recordsPerSecond) },
                { name: 'Kept for', value: retentionText(data) },
                {
                  name: 'Kept bytes a partition',
                  value: data.retentionBytes === null ? 'no limit' : bytesText(data.retentionBytes),
                },
                { name: 'Clean-up', value: data.cleanupPolicy ?? 'unknown' },
                { name: 'Least replicas in sync', value: data.minInSyncReplicas ?? 'unknown' },
                {
                  name: 'Largest batch',
                  value: data.maxMessageBytes === null ? 'unknown' : bytesText(data.maxMessageBytes),
                },
              ]}
            />
            <Panel title="Partitions" id="partitions">
              <DataTable
                label="Partitions"
                rows={data.partitions}
                keyOf={({ partition }) => String(partition)}
                empty="It has no partitions."
                columns={[
                  { title: 'Partition', cell: ({ partition }) => partition },
                  {
                    title: 'Leader',
                    cell: ({ leader }) => (leader === null ? <strong>none</strong> : `broker ${leader}`),
                  },
                  { title: 'Replicas', cell: ({ replicas }) => replicas.join(', ') },
                  {
                    title: 'In sync',
                    cell: ({ inSync, replicas }) =>
                      inSync.length < replicas.length ? (
                        <strong>only {inSync.join(', ') || 'none'}</strong>
                      ) : (
                        inSync.join(', ')
                      ),
                  },
                  {
                    title: 'Oldest offset',
                    isNumber: true,
                    cell: ({ oldestOffset }) => longText(oldestOffset ?? 'unknown'),
                  },
                  { title: 'End offset', isNumber: true, cell: ({ endOffset }) => longText(endOffset ?? 'unknown') },
                ]}
              />
            </Panel>
            <Panel title="Groups that read it" id="readers">
              <DataTable
                label="Groups"
                rows={data.readers}
                keyOf={({ group }) => group}
                empty="No group reads it."
                columns={[
                  { title: 'Group', cell: ({ group }) => <a href={linkTo('groups', group)}>{group}</a> },
                  { title: 'Records behind', isNumber: true, cell: ({ lag }) => longText(lag) },
                  { title: 'Time behind', isNumber: true, cell: ({ lagSeconds }) => secondsText(lagSeconds) },
                  {
                    title: 'Until records are lost',
                    isNumber: true,
                    cell: ({ secondsToDataLoss }) =>
                      secondsToDataLoss === null ? 'not at risk' : secondsText(secondsToDataLoss),
                  },
                ]}
              />
            </Panel>
          </>
        )}
      </Read>
    </>
  );
}

const retentionText = ({ retentionMs }: Topic) => (retentionMs === null ? 'ever' : secondsText(retentionMs / 1000));

function Health({ topic: { partitions } }: { readonly topic: Topic }) {
  const offline = partitions.filter(({ leader }) => leader === null).length;
  const under = partitions.filter(({ inSync, replicas }) => inSync.length < replicas.length).length;
  if (offline > 0) return <strong>{offline} without a leader</strong>;
  return under > 0 ? <strong>{under} under-replicated</strong> : <>all in sync</>;
}

function Readers({ readers }: Pick<Topic, 'readers'>) {
  return (
    <>
      {readers.map(({ group, lag, lagSeconds }) => (
        <span class="label" key={group}>
          <a href={linkTo('groups', group)}>{group}</a> {longText(lag)}
          {lag !== '0' && ` (${secondsText(lagSeconds)})`}
        </span>
      ))}
    </>
  );
}
