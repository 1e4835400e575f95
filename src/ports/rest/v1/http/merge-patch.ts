import mergePatch from 'json-merge-patch';

/** The result of an RFC 7396 merge patch on `target`, which is not changed. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  return mergePatch.apply(structuredClone(target), patch) as unknown;
}
