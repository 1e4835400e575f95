import { useState } from 'preact/hooks';
import { DataTable } from '../components/data-table.js';
import { Field } from '../components/field.js';
import type { Group, Reset } from '../model.js';
import { longText } from '../state/format.js';
import { messageOf, useConsole } from '../state/use-read.js';

/** Where a group is to go on reading. What is done is what the dry run has shown, or it is asked anew. */
export function ResetForm({ group, onDone }: { readonly group: Group; readonly onDone: () => void }) {
  const { api } = useConsole();
  const [given, setGiven] = useState({ to: 'latest', topic: '', partition: '', offset: '', time: '' });
  const [result, setResult] = useState<Reset>();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const field = (name: keyof typeof given) => ({
    value: given[name],
    onInput(value: string) {
      setGiven({ ...given, [name]: value });
      setResult(undefined);
    },
  });
  const topics = Object.fromEntries(
    ['', ...new Set(group.partitions.map(({ topic }) => topic))].map((topic) => [topic, topic || 'all that it reads']),
  );

  async function ask(dryRun: boolean): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const path = `/cluster/groups/${encodeURIComponent(group.name)}/offset-resets`;
      setResult(await api.post<Reset>(path, { ...bodyOf(given), dryRun }));
      if (!dryRun) onDone();
    } catch (error) {
      setResult(undefined);
      setProblem(messageOf(error));
    }
    setBusy(false);
  }

  return (
    <>
      {group.members.length > 0 && (
        <p class="muted">
          The group has members, who would overwrite its offsets. Stop them before.
          {group.isOwn && ' Read models of this gateway are rebuilt by npm run replay.'}
        </p>
      )}
      <form
        class="console-form"
        onSubmit={(event) => {
          event.preventDefault();
          void ask(true);
        }}
      >
        <Field
          label="Go on"
          {...field('to')}
          options={{ latest: 'at the end', earliest: 'at the oldest', offset: 'at an offset', time: 'at a time' }}
        />
        <Field label="Topic" {...field('topic')} options={topics} />
        <Field label="Partition" {...field('partition')} inputMode="numeric" />
        {given.to === 'offset' && <Field label="Offset" {...field('offset')} inputMode="numeric" />}
        {given.to === 'time' && <Field label="Time (UTC)" {...field('time')} type="datetime-local" />}
        <button type="submit" aria-disabled={isBusy}>
          Dry run
        </button>
        {result?.isDryRun === true && (
          <button type="button" class="primary" aria-disabled={isBusy} onClick={() => void ask(false)}>
            Reset the offsets
          </button>
        )}
      </form>
      <div aria-live="polite">
        {problem !== undefined && <p class="problem">{problem}</p>}
        {result !== undefined && (
          <>
            <p>{result.isDryRun ? 'This would be changed:' : 'This was changed:'}</p>
            <DataTable
              label="Changes"
              rows={result.changes}
              keyOf={({ topic, partition }) => `${topic}/${partition}`}
              empty="Nothing."
              columns={[
                { title: 'Partition', cell: ({ topic, partition }) => `${topic}/${partition}` },
                {
                  title: 'Before',
                  isNumber: true,
                  cell: ({ before }) => (before === null ? 'never' : longText(before)),
                },
                { title: 'After', isNumber: true, cell: ({ after }) => longText(after) },
              ]}
            />
          </>
        )}
      </div>
    </>
  );
}

/** Only what belongs to the target is sent: the gateway refuses the rest. */
function bodyOf({
  to,
  topic,
  partition,
  offset,
  time,
}: Readonly<Record<'to' | 'topic' | 'partition' | 'offset' | 'time', string>>) {
  return {
    to,
    ...(topic !== '' && { topic }),
    ...(partition !== '' && { partition: Number(partition) }),
    ...(to === 'offset' && { offset }),
    ...(to === 'time' && { time: `${time.length === 16 ? `${time}:00` : time}Z` }),
  };
}
