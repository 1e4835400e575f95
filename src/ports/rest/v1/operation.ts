import type { z } from 'zod';
import type { ErrorCode } from '../../../kernel/errors.js';
import type { CommandContext } from '../../../kernel/command-context.js';
import type { Page } from '../../../kernel/paging.js';
import type { Selection } from '../../../kernel/selection.js';
import type { Admission } from '../../../kernel/viewer.js';
import type { PlannedRead } from './planned/planned-read.js';
import type { AnyResource, ReadContext, Resource } from './resource.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** Groups operations in the document. */
export type Tag =
  | 'Surveys'
  | 'Questions'
  | 'Collectors'
  | 'Responses'
  | 'Insights'
  | 'Catalogue'
  | 'Shows'
  | 'Bookings'
  | 'Events'
  | 'Operations'
  | 'Service';

/** A page of a list. `list` is the name of the list in its cursors. */
export interface Listed<T> {
  readonly page: Page<T>;
  readonly list: string;
  /** Absent unless the client requested it. */
  readonly totalCount?: number | undefined;
}

/** One event of a stream: `id` resumes behind it. */
export interface StreamedMessage {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** The kind of an operation's answer. R is the result of its handler. */
export type Answer<R> = { readonly _result?: R } & (
  | { readonly kind: 'single'; readonly resource: AnyResource; readonly status: 200 }
  /** 201, when the handler has created its value. The Location is that of the value. */
  | {
      readonly kind: 'created';
      readonly resource: AnyResource;
      readonly status: 201;
      readonly locationOf: (value: never) => string;
    }
  | { readonly kind: 'page'; readonly resource: AnyResource; readonly status: 200 }
  /** A whole list, bounded by nature: `data` and `links.self`, without pages. */
  | { readonly kind: 'all'; readonly resource: AnyResource; readonly status: 200 }
  | { readonly kind: 'value'; readonly name: string; readonly schema: z.ZodType; readonly status: 200 | 201 }
  | { readonly kind: 'noContent'; readonly status: 204 }
  | { readonly kind: 'stream'; readonly name: string; readonly schema: z.ZodType; readonly status: 200 }
);

export const single = <T>(resource: Resource<T>): Answer<T> => ({ kind: 'single', resource, status: 200 });
export const created = <T>(resource: Resource<T>, locationOf: (value: T) => string): Answer<T> => ({
  kind: 'created',
  resource,
  status: 201,
  locationOf: locationOf as (value: never) => string,
});
export const page = <T>(resource: Resource<T>): Answer<Listed<T>> => ({ kind: 'page', resource, status: 200 });
export const all = <T>(resource: Resource<T>): Answer<readonly T[]> => ({ kind: 'all', resource, status: 200 });
/** A value that is not a resource: it has no `fields` and no `expand`. */
export const value = <S extends z.ZodType>(name: string, schema: S, status: 200 | 201 = 200): Answer<z.input<S>> => ({
  kind: 'value',
  name,
  schema,
  status,
});
export const noContent = (): Answer<void> => ({ kind: 'noContent', status: 204 });
export const stream = (name: string, schema: z.ZodType): Answer<AsyncIterable<StreamedMessage>> => ({
  kind: 'stream',
  name,
  schema,
  status: 200,
});

type Given<S> = S extends z.ZodType ? z.input<S> : undefined;

/** The input of a handler. It is decoded and valid, and instants are Dates. */
export interface OperationInput<P, Q, H, B> extends ReadContext {
  readonly params: Given<P>;
  readonly query: Given<Q>;
  readonly headers: Given<H>;
  readonly body: Given<B>;
  /** With the client's Idempotency-Key. */
  readonly command: CommandContext;
  /** The version that If-Match demands. */
  readonly expectedVersion: number | undefined;
  /** Whether If-None-Match demands that the thing is not there yet: of operations with ifAbsent. */
  readonly onlyIfAbsent: boolean;
  /** The fields that the answer needs, by `fields` and `expand`. */
  readonly selection: Selection;
  /** Aborted when the client disconnects. Streams end by it. */
  readonly signal: AbortSignal;
}

/** One endpoint, as data: routes, document, HEAD, OPTIONS and 405 all come from it. */
interface Operation<
  P extends z.ZodObject | undefined,
  Q extends z.ZodObject | undefined,
  H extends z.ZodObject | undefined,
  B extends z.ZodType | undefined,
  R,
> {
  /** operationId in the document: a verb and nouns in camel case. */
  readonly id: string;
  readonly method: Method;
  /** Below /api/v1, with {names}. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  /** Who may: everyone (a token is taken but not needed), or members (of the roles the description names). */
  readonly access: Admission;
  readonly params?: P;
  readonly query?: Q;
  /** Names in small letters. */
  readonly headers?: H;
  readonly body?: B;
  /** Whether a request without a body will do. */
  readonly bodyOptional?: boolean;
  readonly answer: Answer<R>;
  /**
   * The codes the service may fail with, beside those that its kind of request brings: BAD_INPUT, those of keys,
   * cursors and If-Match, ...
   */
  readonly errors: readonly ErrorCode[];
  /** Whether If-Match is taken: the service checks the version inside its transaction. */
  readonly ifMatch?: boolean;
  /**
   * Whether it makes the thing at its own path, and the service checks inside its transaction that nothing is there yet
   * (If-None-Match: *).
   */
  readonly ifAbsent?: boolean;
  /** `public` when the answer is the same for everybody. Only for GET. */
  readonly cache?: 'public' | 'private' | 'no-store';
  /** For the document; a test runs it, with ids replaced by those of things that it has made before. */
  readonly example?: {
    readonly params?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly run: (input: OperationInput<P, Q, H, B>) => R | Promise<R>;
  /**
   * How a statement reads the result of `run`. Undefined where only services can. Throws as the service would. `run`
   * answers when it does not.
   */
  readonly reads?: (
    input: Pick<OperationInput<P, Q, H, B>, 'viewer' | 'params' | 'query' | 'headers'>,
  ) => PlannedRead | undefined;
}

// Operations of any types, as the router sees them: each receives only input that its own schemas accepted.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOperation = Operation<any, any, any, any, any>;

/** Defines an operation. The types of its handler follow from its schemas and its answer. */
export function operation<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  H extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R = void,
>(definition: Operation<P, Q, H, B, R>): AnyOperation {
  return definition;
}

/** Whether the operation changes something. */
export const isWrite = ({ method }: AnyOperation) => method !== 'GET';
