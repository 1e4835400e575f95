import { DataTable } from '../components/data-table.js';
import { Panel, Read } from '../components/panel.js';
import type { AlertList } from '../model.js';
import { timeText } from '../state/format.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { Runbook } from './runbook.js';

/** The alerts, or the runbook that the address names. */
export function Alerts({ parts: [runbook] }: { readonly parts: Route }) {
  const alerts = useRead<AlertList>('/alerts');
  if (runbook !== undefined) return <Runbook name={runbook} />;
  return (
    <>
      <h2>Alerts</h2>
      <Panel title="Pending and firing" id="alerts">
        <Read reading={alerts}>{(data) => <AlertsTable list={data} />}</Read>
      </Panel>
    </>
  );
}

/** The alerts with what each is about, and its runbook. */
export function AlertsTable({ list: { state, alerts } }: { readonly list: AlertList }) {
  if (state === 'not_configured')
    return (
      <p class="muted">
        Not available: nothing evaluates alerts here. Start the gateway with <code>npm start -- --monitoring</code>, or
        set <code>PROMETHEUS_URL</code>.
      </p>
    );
  if (state === 'unreachable')
    return (
      <p class="problem" role="alert">
        Prometheus does not answer, so it is not known whether an alert fires.
      </p>
    );
  return (
    <DataTable
      label="Alerts"
      rows={alerts}
      keyOf={({ name, labels }) => [name, ...labels.map((label) => `${label.name}=${label.value}`)].join(' ')}
      empty="No alert is pending or firing."
      columns={[
        { title: 'Alert', cell: ({ name }) => name },
        {
          title: 'State',
          cell: ({ state: at, severity }) => <strong>{`${at}${severity === null ? '' : `, ${severity}`}`}</strong>,
        },
        { title: 'What', cell: ({ summary }) => summary ?? '' },
        {
          title: 'About',
          cell: ({ labels }) => labels.map(({ name, value }) => <About key={name} name={name} value={value} />),
        },
        { title: 'Since', cell: ({ since }) => timeText(since) },
        {
          title: 'Runbook',
          cell: ({ runbook }) => (runbook === null ? '' : <a href={linkTo('alerts', runbook)}>{runbook}</a>),
        },
      ]}
    />
  );
}

/** A label of an alert. That of a group or a topic leads to its page. */
function About({ name, value }: { readonly name: string; readonly value: string }) {
  const page = name === 'group' ? 'groups' : name === 'topic' ? 'topics' : undefined;
  return (
    <span class="label">
      {name} {page === undefined ? <code>{value}</code> : <a href={linkTo(page, value)}>{value}</a>}
    </span>
  );
}
