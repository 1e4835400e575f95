/**
 * Checks what a person typed against the description of a command, before anything is installed, started or deleted. A command that is
 * asked for help prints it and exits with 0. For a wrong command line, it prints the problem and exits with 2.
 */
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';

const EXIT_USAGE = 2;
/**
 * npm also exports its own settings as npm_config_NAME. These names are npm's, even if a command has an option of the
 * same name.
 */
const NPM_OWN = new Set(['all', 'yes', 'json', 'tag', 'verbose', 'help']);

/**
 * @typedef {import('./command-description.mjs').CommandDescription} CommandDescription
 * @typedef {import('./command-description.mjs').Value} Value
 * @typedef {{ readonly values: Readonly<Record<string, any>>, readonly positionals: readonly string[] }} Given
 * @typedef {{ readonly kind: 'run' } & Given | { readonly kind: 'help', readonly text: string } | { readonly kind: 'wrong', readonly text: string, readonly exitCode: number }} CommandLine
 */

class WrongCommandLine extends Error {
  exitCode = EXIT_USAGE;
}

/** Parses `argv` for a command. `environment` is where npm leaves options that it took for its own.
 * @param {CommandDescription} description
 * @param {readonly string[]} argv
 * @param {Readonly<Record<string, string | undefined>>} [environment]
 * @returns {CommandLine}
 */
export function parseCommandLine(description, argv, environment = {}) {
  try {
    const given = read(description, argv);
    if (given.values.help) return { kind: 'help', text: helpOf(description) };
    check(description, given, environment);
    return { kind: 'run', ...withDefaults(description, given) };
  } catch (error) {
    if (!(error instanceof WrongCommandLine)) throw error;
    const usage =
      error.exitCode === EXIT_USAGE
        ? `\n\n${usageOf(description)}\n\nRun \`${description.run} -- --help\` for an explanation.`
        : '';
    return { kind: 'wrong', text: `${error.message}${usage}`, exitCode: error.exitCode };
  }
}

/**
 * The command line of this process. Does not return when it asks for help or is wrong: the process then says so and
 * ends.
 * @param {CommandDescription} description
 * @param {readonly string[]} [argv]
 * @returns {Given}
 */
export function commandLine(description, argv = process.argv.slice(2)) {
  const parsed = parseCommandLine(description, argv, process.env);
  if (parsed.kind === 'run') return parsed;
  if (parsed.kind === 'help') {
    console.log(parsed.text);
    process.exit(0);
  }
  console.error(parsed.text);
  process.exit(parsed.exitCode);
}

/** @param {CommandDescription} description @param {readonly string[]} argv */
function read({ options }, argv) {
  const declared = Object.entries(options).map(([name, { value, short, multiple }]) => [
    name,
    { type: value === undefined ? 'boolean' : 'string', ...(short && { short }), ...(multiple && { multiple }) },
  ]);
  try {
    const config = {
      args: [...argv],
      allowPositionals: true,
      tokens: true,
      options: { ...Object.fromEntries(declared), help: { type: 'boolean', short: 'h' } },
    };
    const { values, positionals, tokens } = parseArgs(/** @type {any} */ (config));
    const seen = new Set();
    for (const { kind, name } of /** @type {any[]} */ (tokens ?? [])) {
      if (kind === 'option' && seen.has(name) && !options[name]?.multiple)
        throw new WrongCommandLine(`--${name} is given twice.`);
      if (kind === 'option') seen.add(name);
    }
    return { values: /** @type {Record<string, any>} */ (values), positionals };
  } catch (error) {
    if (!String(/** @type {any} */ (error).code).startsWith('ERR_PARSE_ARGS_')) throw error;
    const { message } = /** @type {Error} */ (error);
    throw new WrongCommandLine(`${message.split(/\. |\n/)[0]}.`);
  }
}

/** @param {CommandDescription} description @param {Given} given @param {Readonly<Record<string, string | undefined>>} environment */
function check({ options, positionals: declared, check: together, run }, { values, positionals }, environment) {
  for (const name of Object.keys(options)) {
    const taken = environment[`npm_config_${name.replaceAll('-', '_').toLowerCase()}`];
    if (taken !== undefined && values[name] === undefined && !NPM_OWN.has(name))
      throw new WrongCommandLine(
        `npm took --${name} as its own option. Write -- before the options of the command: ${run} -- --${name} ...`,
      );
  }
  for (const [name, option] of Object.entries(options)) {
    const { required, value: called } = option;
    if (values[name] === undefined && required) throw new WrongCommandLine(`--${name} ${called} is missing.`);
    for (const value of [values[name] ?? []].flat())
      if (typeof value === 'string') checkValue(`--${name}`, option, value);
  }
  const last = declared.at(-1);
  if (positionals.length > declared.length && !last?.multiple)
    throw new WrongCommandLine(
      `Unexpected argument "${positionals[declared.length]}": ${declared.length === 0 ? 'the command takes only options' : `the command takes only ${declared.map(({ name }) => name).join(' and ')}`}.`,
    );
  for (const [at, positional] of declared.entries()) {
    if (positionals[at] === undefined && positional.required)
      throw new WrongCommandLine(`${positional.name} is missing.`);
  }
  for (const [at, value] of positionals.entries()) {
    const positional = declared[at] ?? last;
    if (positional !== undefined) checkValue(positional.name, positional, value);
  }
  const problem = together?.(values, positionals);
  if (problem !== undefined) throw new WrongCommandLine(problem);
  // Last, because a missing file is not a usage error.
  for (const [name, { file }] of Object.entries(options))
    if (file && values[name] !== undefined) requireFile(values[name]);
  for (const [at, value] of positionals.entries()) if (declared[at]?.file) requireFile(value);
}

/** @param {string} name @param {Value} rule @param {string} value */
function checkValue(name, { choices, integer, number, pattern }, value) {
  const wrong = (/** @type {string} */ must) =>
    new WrongCommandLine(`${name} must be ${must}; it is "${shown(value)}".`);
  if (value.trim() === '') throw wrong('not empty');
  if (choices !== undefined && !choices.includes(value)) throw wrong(`one of ${choices.join(', ')}`);
  if (pattern !== undefined && !pattern[0].test(value)) throw wrong(pattern[1]);
  if (integer !== undefined && !(/^\d+$/.test(value) && Number(value) >= integer[0] && Number(value) <= integer[1]))
    throw wrong(`a whole number from ${integer[0]} to ${integer[1]}`);
  if (number !== undefined && !(/^\d+(\.\d+)?$/.test(value) && Number(value) > number[0] && Number(value) <= number[1]))
    throw wrong(`a number above ${number[0]} and at most ${number[1]}`);
}

/**
 * The text, or its beginning without half a pair of surrogates: what clip of the kernel does, which is not compiled yet
 * when this runs.
 * @param {string} value
 */
const shown = (value) => (value.length > 100 ? `${value.slice(0, 100).replace(/[\ud800-\udbff]$/, '')}...` : value);

/** @param {string} file */
function requireFile(file) {
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return;
  const missing = new WrongCommandLine(`There is no file ${file}.`);
  missing.exitCode = 1;
  throw missing;
}

/** @param {CommandDescription} description @param {Given} given @returns {Given} */
function withDefaults({ options }, { values, positionals }) {
  const defaults = Object.entries(options).flatMap(([name, { value, default: byDefault }]) =>
    value === undefined ? [[name, false]] : byDefault === undefined ? [] : [[name, byDefault]],
  );
  return { values: { ...Object.fromEntries(defaults), ...values }, positionals };
}

/** @param {CommandDescription} description */
function usageOf({ run, usage }) {
  return usage
    .map((line, at) => `${at === 0 ? 'Usage: ' : '       '}${run}${line === '' ? '' : ` -- ${line}`}`)
    .join('\n');
}

/** @param {CommandDescription} description */
function helpOf(description) {
  const { about, options, positionals } = description;
  const rows = [
    ...positionals.map((positional) => [positional.name, meaning(positional)]),
    ...Object.entries(options).map(([name, option]) => [
      `${option.short ? `-${option.short}, ` : ''}--${name}${option.value ? ` ${option.value}` : ''}`,
      meaning(option),
    ]),
    ['-h, --help', 'print this help'],
  ];
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return `${usageOf(description)}\n\n${about}\n\n${rows.map(([left = '', right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')}`;
}

/** @param {Value} value */
function meaning({ help, choices, integer, default: byDefault, required }) {
  const range = choices === undefined ? integer && `${integer[0]} to ${integer[1]}` : choices.join(', ');
  return [help, range && `: ${range}`, required && ' (required)', byDefault !== undefined && ` (default: ${byDefault})`]
    .filter(Boolean)
    .join('');
}
