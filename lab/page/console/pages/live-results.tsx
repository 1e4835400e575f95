import { useEffect, useRef, useState } from 'preact/hooks';
import { BarChart, type Bar } from '../components/bar-chart.js';
import { Facts } from '../components/facts.js';
import { Panel, Read } from '../components/panel.js';
import { StreamNote } from '../components/stream-note.js';
import type { Page, QuestionResult, Survey } from '../model.js';
import { linkTo } from '../state/route.js';
import { useRead } from '../state/use-read.js';
import { useStream } from '../state/use-stream.js';

const NEVER_MS = 2 ** 31 - 1;
/** Results are rolled up by a consumer, some milliseconds behind. Many responses cause one reading. */
const AFTER_MS = [300, 2_000];
/** What no response has told of is found all the same. */
const REFRESH_MS = 30_000;

/** The results of a survey, read again as responses are submitted. */
export function LiveResults({ id }: { readonly id: string }) {
  const path = `/surveys/${encodeURIComponent(id)}`;
  const survey = useRead<Survey>(path, NEVER_MS);
  const results = useRead<Page<QuestionResult>>(`${path}/results?expand=question`, REFRESH_MS);
  const [arrived, setArrived] = useState(0);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const stop = () => timers.current.splice(0).forEach(clearTimeout);
  useEffect(() => stop, []);

  function submitted(): void {
    setArrived((count) => count + 1);
    // Those that wait already will find this response too, if they are the last.
    if (timers.current.length === 0)
      timers.current = AFTER_MS.map((ms, index) =>
        setTimeout(() => {
          results.again();
          if (index === AFTER_MS.length - 1) timers.current = [];
        }, ms),
      );
  }

  const state = useStream(`${path}/response-events`, results.again, submitted);
  return (
    <>
      <Read reading={survey}>
        {({ title, status }) => (
          <>
            <h2>{title}</h2>
            <p>
              {status} · <a href={linkTo('surveys')}>All surveys</a>
            </p>
          </>
        )}
      </Read>
      <StreamNote state={state} />
      <Read reading={results}>
        {({ data }) => (
          <>
            <div aria-live="polite" aria-atomic="true">
              <Facts
                facts={[
                  {
                    name: 'Completed responses',
                    value: Math.max(0, ...data.map((each) => each.answered + each.skipped)),
                  },
                  { name: 'Arrived since you opened this page', value: arrived },
                ]}
              />
            </div>
            {data.map((result) => (
              <Panel key={result.questionId} title={result.question.heading} id={`question-${result.questionId}`}>
                <QuestionChart result={result} />
              </Panel>
            ))}
          </>
        )}
      </Read>
    </>
  );
}

/** The counts of a question by its kind. Free texts have none: only how many have answered. */
function QuestionChart({ result }: { readonly result: QuestionResult }) {
  const { question, answered, skipped, options, rows, mean, median, histogram } = result;
  return (
    <>
      <p class="muted">
        {answered} answered, {skipped} did not.
        {mean !== null && ` Mean ${mean.toFixed(2)}.`}
        {median !== null && ` Median ${median}.`}
      </p>
      {options.length > 0 && <BarChart label={question.heading} bars={options.map(optionBar)} />}
      {rows.map(({ row, options: counts }) => (
        <figure key={row.label} class="matrix-row">
          <figcaption>{row.label}</figcaption>
          <BarChart label={`${question.heading}: ${row.label}`} bars={counts.map(optionBar)} />
        </figure>
      ))}
      {histogram.length > 0 && (
        <BarChart
          label={question.heading}
          bars={histogram.map(({ from, to, count }) => ({ name: `${figure(from)} to ${figure(to)}`, count }))}
        />
      )}
    </>
  );
}

const optionBar = ({ option, count, share }: QuestionResult['options'][number]): Bar => ({
  name: option.label,
  count,
  note: `${Math.round(share * 100)} %`,
});

const figure = (value: number) => Number(value.toPrecision(4)).toLocaleString('en');
