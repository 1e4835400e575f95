/** An error that the user of the lab can understand: the message is for them. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
