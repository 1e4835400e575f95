/** What a command takes on its command line. Plain JavaScript: it is read before anything is installed. */

/**
 * One option or one argument. At most one of `choices`, `integer`, `above` and `pattern` says which values are right; a
 * `file` must exist.
 * @typedef {object} Value
 * @property {string} help What it means, for people.
 * @property {string} [value] What its value is called in the help. An option without is a switch.
 * @property {readonly string[]} [choices]
 * @property {readonly [number, number]} [integer] The smallest and the largest.
 * @property {readonly [number, number]} [number] Above the first, at most the second.
 * @property {readonly [RegExp, string]} [pattern] And what it must be, in words.
 * @property {boolean} [file]
 * @property {boolean} [required]
 * @property {string} [default]
 * @property {string} [short]
 * @property {boolean} [multiple]
 */

/**
 * @typedef {object} CommandDescription
 * @property {string} run What a person types.
 * @property {string} about One sentence.
 * @property {readonly string[]} usage What follows `run --`, one way a line.
 * @property {Readonly<Record<string, Value>>} options
 * @property {readonly (Value & { readonly name: string })[]} positionals
 * @property {string} file The program, below the checkout; none for what bootstrap.mjs does itself.
 * @property {readonly (keyof import('../config/server-urls.js').ServerUrls)[]} [servers] The servers whose URLs it takes from the environment. Whoever runs it sets them.
 * @property {readonly string[]} [scripts] Instead of a program: the npm scripts that it runs, one after the other, without setting up anything.
 * @property {(values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>, positionals: readonly string[]) => string | undefined} [check] The problem of options that do not go together.
 */

/** Fills in what a description leaves out.
 * @type {(description: Partial<CommandDescription> & Pick<CommandDescription, 'run' | 'about'>) => CommandDescription}
 */
export const command = (description) => ({ usage: [''], options: {}, positionals: [], file: '', ...description });
