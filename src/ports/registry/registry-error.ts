import { clip } from '../../kernel/clip.js';

/**
 * A refusal as Confluent's registry words it: the status, and an `error_code` that clients compare. Codes of five
 * digits are Confluent's; others are the status itself.
 */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';

  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const shown = (value: string) => `'${clip(value, 200)}'`;

export const subjectNotFound = (subject: string) =>
  new RegistryError(404, 40401, `Subject ${shown(subject)} not found.`);
export const versionNotFound = (version: string) =>
  new RegistryError(404, 40402, `Version ${clip(version, 20)} not found.`);
export const schemaNotFound = (which = '') => new RegistryError(404, 40403, `Schema ${which}not found.`);
export const invalidSchema = (why: string) => new RegistryError(422, 42201, `Invalid schema: ${why}`);
export const invalidVersion = (version: string) =>
  new RegistryError(
    422,
    42202,
    `The specified version ${shown(version)} is not a valid version ID. Use a number from 1, or "latest".`,
  );
/** The registry is read-only. */
export const notPermitted = (what: string) =>
  new RegistryError(
    422,
    42205,
    `${what} This registry is in read-only mode: its schemas are the event contracts in the gateway's repository, which is where they change.`,
  );
