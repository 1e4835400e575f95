import mergePatch from 'json-merge-patch';

/** What an RFC 7396 merge patch makes of `target`, which stays as it is. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  return mergePatch.apply(structuredClone(target), patch) as unknown;
}
