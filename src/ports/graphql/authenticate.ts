import type { Viewer } from '../../kernel/viewer.js';

/** Who the bearer of an Authorization header is, and until when. Throws UNAUTHENTICATED for a token that is forged, expired or malformed. */
export type Authenticate = (authorization: string | undefined) => Promise<{ readonly viewer: Viewer; readonly expiresAt: Date | undefined }>;
