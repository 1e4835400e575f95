import { Facts } from '../components/facts.js';
import { Panel, Read } from '../components/panel.js';
import type { AlertList, Cluster, Group, Outbox } from '../model.js';
import { longText, rateText, secondsText, timeText } from '../state/format.js';
import { linkTo } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { AlertsTable } from './alerts.js';
import { GroupsTable } from './groups.js';

/** Whether all is well, and where to look when it is not. */
export function Overview() {
  const cluster = useRead<Cluster>('/cluster');
  const outbox = useRead<Outbox>('/outbox');
  const alerts = useRead<AlertList>('/alerts');
  const groups = useRead<{ readonly data: readonly Group[] }>('/cluster/groups');
  return (
    <>
      <h2>Overview</h2>
      <Panel title="Alerts" id="alerts">
        <Read reading={alerts}>{(data) => <AlertsTable list={data} />}</Read>
      </Panel>
      <Panel title="Kafka cluster" id="cluster">
        <Read reading={cluster}>
          {({ seenAt, brokers, ...seen }) => (
            <>
              <Facts
                facts={[
                  { name: 'Brokers', value: brokers.length, isBad: brokers.length === 0 },
                  { name: 'Topics', value: seen.topics },
                  { name: 'Partitions', value: seen.partitions },
                  { name: 'Offline', value: seen.offlinePartitions, isBad: seen.offlinePartitions > 0 },
                  {
                    name: 'Under-replicated',
                    value: seen.underReplicatedPartitions,
                    isBad: seen.underReplicatedPartitions > 0,
                  },
                  { name: 'Records written', value: rateText(seen.recordsPerSecond) },
                  { name: 'Records not read', value: longText(seen.lag) },
                ]}
              />
              <p class="muted">Seen at {timeText(seenAt)}. The gateway looks every 10 seconds.</p>
            </>
          )}
        </Read>
      </Panel>
      <Panel title="Outbox" id="outbox">
        <Read reading={outbox}>
          {({ depth, oldestSeconds, parked }) => (
            <Facts
              facts={[
                { name: 'Events that wait', value: depth },
                { name: 'Oldest', value: secondsText(oldestSeconds), isBad: oldestSeconds > 30 },
                { name: 'Parked', value: <a href={linkTo('parked')}>{parked}</a>, isBad: parked > 0 },
              ]}
            />
          )}
        </Read>
      </Panel>
      <Panel title="Consumer groups" id="groups">
        <Read reading={groups}>{({ data }) => <GroupsTable groups={data} />}</Read>
      </Panel>
    </>
  );
}
