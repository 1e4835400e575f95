/** Something went wrong in a way that whoever runs the lab can understand: the message is for them. */
export class LabError extends Error {
  override readonly name = 'LabError';
}
