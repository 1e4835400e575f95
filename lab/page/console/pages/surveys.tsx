import { DataTable } from '../components/data-table.js';
import { Panel, Read } from '../components/panel.js';
import type { Page, Survey } from '../model.js';
import { linkTo, type Route } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { LiveResults } from './live-results.js';

/** The surveys of the viewer's tenant, or the results of one. */
export function Surveys({ parts: [id] }: { readonly parts: Route }) {
  return id === undefined ? <AllSurveys /> : <LiveResults id={id} />;
}

function AllSurveys() {
  const surveys = useRead<Page<Survey>>('/surveys?first=50&sort=-updatedAt');
  return (
    <>
      <h2>Surveys</h2>
      <Panel title="The surveys of your tenant: choose one to watch its results come in" id="surveys">
        <Read reading={surveys}>
          {({ data }) => (
            <DataTable
              label="Surveys"
              rows={data}
              keyOf={({ id }) => id}
              empty="Your tenant has no survey."
              columns={[
                { title: 'Survey', cell: ({ id, title }) => <a href={linkTo('surveys', id)}>{title}</a> },
                { title: 'Status', cell: ({ status }) => status },
              ]}
            />
          )}
        </Read>
      </Panel>
    </>
  );
}
