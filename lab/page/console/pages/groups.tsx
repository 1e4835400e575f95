import { DataTable } from '../components/data-table.js';
import { Facts } from '../components/facts.js';
import { LineChart } from '../components/line-chart.js';
import { Panel, Read } from '../components/panel.js';
import type { Group, Sample } from '../model.js';
import { longText, secondsText } from '../state/format.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { GroupDeadLettersTable } from './group-dead-letters.js';
import { ResetForm } from './reset-form.js';

/** All groups, or one. */
export function Groups({ parts: [name] }: { readonly parts: Route }) {
  return name === undefined ? <AllGroups /> : <OneGroup name={name} />;
}

function AllGroups() {
  const groups = useRead<{ readonly data: readonly Group[] }>('/cluster/groups');
  return (
    <>
      <h2>Consumer groups</h2>
      <Panel title="Groups that read the topics of this gateway" id="groups">
        <Read reading={groups}>{({ data }) => <GroupsTable groups={data} />}</Read>
      </Panel>
    </>
  );
}

/** The groups, those that are furthest behind first. */
export function GroupsTable({ groups }: { readonly groups: readonly Group[] }) {
  const sorted = groups.toSorted((a, b) => Number(BigInt(b.lag) - BigInt(a.lag)) || (a.name < b.name ? -1 : 1));
  return (
    <DataTable
      label="Consumer groups"
      rows={sorted}
      keyOf={({ name }) => name}
      empty="No group reads a topic of this gateway."
      columns={[
        { title: 'Group', cell: ({ name }) => <a href={linkTo('groups', name)}>{name}</a> },
        { title: 'Of', cell: ({ isOwn }) => (isOwn ? 'this gateway' : 'others') },
        {
          title: 'State',
          cell: ({ state, members, isOwn }) =>
            isOwn && members.length === 0 ? <strong>{state}, nobody reads</strong> : state,
        },
        { title: 'Members', isNumber: true, cell: ({ members }) => members.length },
        { title: 'Records behind', isNumber: true, cell: ({ lag }) => longText(lag) },
        { title: 'Time behind', isNumber: true, cell: ({ lagSeconds }) => secondsText(lagSeconds) },
      ]}
    />
  );
}

function OneGroup({ name }: { readonly name: string }) {
  const path = `/cluster/groups/${encodeURIComponent(name)}`;
  const group = useRead<Group>(path);
  const history = useRead<{ readonly data: readonly Sample[] }>(`${path}/history`, 10_000);
  return (
    <>
      <h2>Group {name}</h2>
      <p>
        <a href={linkTo('groups')}>All groups</a>
      </p>
      <Read reading={group}>
        {(data) => (
          <Facts
            facts={[
              { name: 'State', value: data.state, isBad: data.isOwn && data.members.length === 0 },
              { name: 'Members', value: data.members.length },
              { name: 'Records behind', value: longText(data.lag) },
              { name: 'Time behind', value: secondsText(data.lagSeconds) },
            ]}
          />
        )}
      </Read>
      {/* Only groups of the gateway have dead letters. */}
      {group.data?.isOwn === true && (
        <Panel title="What it could not apply" id="group-dead-letters">
          <GroupDeadLettersTable group={name} />
        </Panel>
      )}
      <Panel title="The last hour" id="history">
        <Read reading={history}>
          {({ data }) => (
            <>
              <LineChart
                title="Records behind"
                points={data.map(({ at, lag }) => ({ at: Date.parse(at), value: Number(lag) }))}
                format={(value) => longText(String(Math.round(value)))}
              />
              <LineChart
                title="Time behind"
                points={data.map(({ at, lagSeconds }) => ({ at: Date.parse(at), value: lagSeconds }))}
                format={secondsText}
              />
            </>
          )}
        </Read>
      </Panel>
      <Read reading={group}>
        {(data) => (
          <>
            <Panel title="Partitions" id="partitions">
              <DataTable
                label="Partitions"
                rows={data.partitions}
                keyOf={({ topic, partition }) => `${topic}/${partition}`}
                empty="It reads no partition of this gateway."
                columns={[
                  {
                    title: 'Partition',
                    cell: ({ topic, partition }) => (
                      <>
                        <a href={linkTo('topics', topic)}>{topic}</a>/{partition}
                      </>
                    ),
                  },
                  {
                    title: 'Committed',
                    isNumber: true,
                    cell: ({ committedOffset }) => (committedOffset === null ? 'never' : longText(committedOffset)),
                  },
                  { title: 'End', isNumber: true, cell: ({ endOffset }) => longText(endOffset) },
                  {
                    title: 'Records behind',
                    isNumber: true,
                    cell: ({ lag }) => (lag === '0' ? '0' : <strong>{longText(lag)}</strong>),
                  },
                  { title: 'Member', cell: ({ memberId }) => <code>{memberId ?? 'none'}</code> },
                ]}
              />
            </Panel>
            <Panel title="Members" id="members">
              <DataTable
                label="Members"
                rows={data.members}
                keyOf={({ memberId }) => memberId}
                empty="It has no members: nobody reads."
                columns={[
                  { title: 'Member', cell: ({ memberId }) => <code>{memberId}</code> },
                  { title: 'Client', cell: ({ clientId }) => clientId },
                  { title: 'Host', cell: ({ host }) => host },
                  { title: 'Partitions', isNumber: true, cell: ({ partitions }) => partitions.length },
                ]}
              />
            </Panel>
            <Panel title="Reset its offsets" id="reset">
              <ResetForm group={data} onDone={group.again} />
            </Panel>
          </>
        )}
      </Read>
    </>
  );
}
