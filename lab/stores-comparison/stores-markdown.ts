import { markdownTable } from '../markdown-table.js';
import type { Cell, ExperimentReport, Finding, Side, StoresReport, Unit } from './report.js';

/** The report as a section of a larger document: no title, a `###` heading for each experiment. */
export function storesMarkdown(report: StoresReport): string {
  return `${[introduction(report), ...report.experiments.map((experiment) => section(experiment, report))].join('\n\n')}\n`;
}

function introduction({ at, machine, quick, seconds, servers }: StoresReport): string {
  const { postgresql, mongodb } = servers;
  const lines = [
    `Measured ${at.slice(0, 10)} on ${machine}; PostgreSQL is ${name(postgresql)}, MongoDB is ${name(mongodb)}. The whole run took ${seconds} s.`,
    'Both sides have the same data and the same durability (PostgreSQL `synchronous_commit = on`; MongoDB `w: majority, j: true`) and were measured alternately. ' +
      'A p50 or p95 is the median of the values of the rounds, after one more round to warm up. "Observed" results do not depend on the machine; "measured" ones do.',
  ];
  const standIns = [postgresql, mongodb].filter(({ genuine }) => !genuine);
  for (const server of standIns) {
    lines.push(
      `> **${server.product} is not MongoDB.** It speaks MongoDB's protocol and replaces MongoDB here, so the figures in the MongoDB columns are ${server.product}'s: they say nothing about the speed or the size on disk of a real MongoDB. \`MONGODB_URL=mongodb://... npm run lab:stores\` measures one.`,
    );
  }
  if (quick) lines.push('> A quick run: it has too few operations to quote its figures.');
  return lines.join('\n\n');
}

const name = ({ product, version }: { readonly product: string; readonly version: string }) => `${product} ${version}`;

function section(experiment: ExperimentReport, { servers }: StoresReport): string {
  const { title, question, conditions, means, sides, outcomes, figures } = experiment;
  const product = (side: Side) => servers[side.store].product;
  return [
    `### ${title}`,
    `*${question}*`,
    conditions,
    table('Observed', outcomes, sides, product),
    table('Measured', figures, sides, product),
    `**What it means.** ${means}`,
    ...sides.map(
      ({ name: heading, shown }) =>
        `<details><summary>${inHtml(heading)}</summary>\n\n\`\`\`${shown.language}\n${shown.text}\n\`\`\`\n\n</details>`,
    ),
  ].join('\n\n');
}

function table(
  heading: string,
  findings: readonly Finding[],
  sides: readonly Side[],
  product: (side: Side) => string,
): string {
  return markdownTable(
    [heading, ...sides.map((side) => inCell(side.name))],
    findings.map(({ what, unit, cells }) => [
      inCell(withUnit(what, unit)),
      ...sides.map((side) => cellText(cells[side.id], product(side))),
    ]),
  );
}

const UNIT_NAMES: Readonly<Record<Unit, string>> = { ms: ' (ms)', '/s': ' (per second)', bytes: ' (bytes)', count: '' };

function withUnit(what: string, unit: Unit | undefined): string {
  return what + (unit === undefined ? '' : UNIT_NAMES[unit]);
}

function cellText(cell: Cell | undefined, product: string): string {
  if (cell === undefined) return '—';
  if ('unsupported' in cell) return inCell(`not supported by ${product}: ${cell.unsupported}`);
  if (typeof cell.value === 'boolean') return cell.value ? 'yes' : 'no';
  return typeof cell.value === 'number' ? cell.value.toLocaleString('en') : inCell(cell.value);
}

/** Escapes a server's message, which may contain characters that end the cell or begin HTML. */
function inCell(text: string): string {
  return inHtml(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
