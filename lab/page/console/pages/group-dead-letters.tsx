import { DataTable } from '../components/data-table.js';
import { Read } from '../components/panel.js';
import type { GroupDeadLetters } from '../model.js';
import { timeText } from '../state/format.js';
import { linkTo } from '../state/route.js';
import { useRead } from '../state/use-read.js';

/** The open dead letters of a group by cause, of all tenants, with a link to the record that failed first. */
export function GroupDeadLettersTable({ group }: { readonly group: string }) {
  const letters = useRead<{ readonly data: readonly GroupDeadLetters[] }>(
    `/cluster/groups/${encodeURIComponent(group)}/dead-letters`,
  );
  return (
    <Read reading={letters}>
      {({ data }) => (
        <DataTable
          label="Dead letters by cause"
          rows={data}
          keyOf={({ cause }) => cause}
          empty="It has no dead letters."
          columns={[
            { title: 'Cause', cell: ({ cause }) => <strong>{cause.replaceAll('_', ' ')}</strong> },
            { title: 'Dead letters', isNumber: true, cell: ({ count }) => count },
            {
              title: 'The first one was published',
              cell: ({ topic, partition, offset }) => (
                <a href={linkTo('topics', topic, 'records', partition, offset)}>
                  {topic}/{partition} at {offset}
                </a>
              ),
            },
            { title: 'Failed', cell: ({ failedAt }) => timeText(failedAt) },
          ]}
        />
      )}
    </Read>
  );
}
