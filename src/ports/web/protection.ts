const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The headers of every page: it runs and loads nothing but its own files, and is in nobody's frame. */
export const PROTECTION = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** For files whose names contain a hash of their content. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
