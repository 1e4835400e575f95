import {
  defaultFieldResolver, GraphQLError, isListType, isNonNullType, isObjectType, Kind,
  type GraphQLFieldResolver, type GraphQLOutputType, type GraphQLResolveInfo, type GraphQLSchema, type SelectionSetNode,
} from 'graphql';
import { ANSWER_LIMITS } from '../../ops/load/limits.js';
import type { MemoryLease } from '../../ops/load/memory-budget.js';
import { requestError } from './errors.js';

export interface AnswerLimits {
  readonly bytes: number;
  /** Objects and list items. */
  readonly objects: number;
  /** Fields of all of them. */
  readonly fields: number;
}

/** How much is counted before the memory budget is asked again. */
const STEP_BYTES = 65_536;

/**
 * Counts what execution really puts into an answer, and refuses to go on at a bound: a price is an estimate, and a list or a text
 * may be longer than it was taken for. One error serves all fields that are refused, since there may be thousands.
 */
export class AnswerMeter {
  private bytes = 0;
  private objects = 0;
  private fields = 0;
  private uncounted = 0;
  private refusal: GraphQLError | undefined;

  constructor(
    private readonly limits: AnswerLimits,
    private readonly lease: MemoryLease | undefined,
  ) {}

  /** Why the answer is refused as a whole, once it is. */
  get refused(): GraphQLError | undefined {
    return this.refusal;
  }

  /**
   * Counts a value below a key of `keyLength` characters, of which each object has `fieldCount` fields. Throws once the answer is too
   * large: for a list before any of its items is executed, since there is no other way to stop that.
   */
  add(value: unknown, keyLength: number, fieldCount: number): void {
    if (this.refusal !== undefined) throw this.refusal;
    if (typeof value === 'string') this.count(textLength(value) + keyLength + 6, 0, fieldCount);
    else if (Array.isArray(value)) this.count(keyLength + 6, value.length, fieldCount);
    else if (typeof value === 'object' && value !== null && !(value instanceof Date)) this.count(keyLength + 6, 1, fieldCount);
    else this.count(keyLength + 12, 0, fieldCount);
  }

  /** Counts a JSON value, whatever is in it. */
  addJson(value: unknown, keyLength: number): void {
    this.add(value, keyLength, 0);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) this.addJson(item, key.length);
  }

  private count(bytes: number, objects: number, fieldsOfEach: number): void {
    this.bytes += bytes;
    this.objects += objects;
    this.fields += objects * fieldsOfEach;
    if (this.bytes > this.limits.bytes) this.refuse(`An answer has at most ${this.limits.bytes} bytes.`);
    if (this.objects > this.limits.objects) this.refuse(`An answer has at most ${this.limits.objects} objects and list items.`);
    if (this.fields > this.limits.fields) this.refuse(`An answer has at most ${this.limits.fields} fields.`);
    this.uncounted += bytes * ANSWER_LIMITS.memoryPerByte + objects * ANSWER_LIMITS.memoryPerObject;
    if (this.uncounted < STEP_BYTES) return;
    try {
      this.lease?.grow(this.uncounted);
    } catch (error) {
      this.refusal = located(requestError(503, 'OVERLOADED', (error as Error).message));
      throw this.refusal;
    }
    this.uncounted = 0;
  }

  private refuse(bound: string): never {
    const message = `The answer is too large. ${bound} Ask for smaller pages, fewer fields or fewer aliases.`;
    this.refusal = located(new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true } }));
    throw this.refusal;
  }
}

/** graphql-js passes an error that has a path on as it is; it would make an error of its own of any other, for every field. */
function located({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path: [], extensions });
}

/** What the meter needs of a context. */
export interface MeteredContext {
  readonly meter: AnswerMeter;
}

type Resolver = GraphQLFieldResolver<unknown, MeteredContext>;

/** For fields without a resolver of their own: the property, counted. */
export const meteredFieldResolver: Resolver = (source, args, context, info) => {
  const value: unknown = defaultFieldResolver(source, args, context, info);
  return counted(value, context.meter, info, isJson(info.returnType));
};

/** Counts what the schema's own resolvers return. Changes the schema in place. */
export function meterResolvers(schema: GraphQLSchema): void {
  const subscription = schema.getSubscriptionType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type === subscription) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (resolve === undefined || resolve === defaultFieldResolver) continue;
      const json = isJson(field.type);
      const metered: Resolver = (source, args, context, info) => counted(resolve(source, args, context, info), context.meter, info, json);
      field.resolve = metered;
    }
  }
}

/** Shorter texts are counted as they are. */
const LONG_TEXT = 256;
/** What JSON writes in up to six bytes. */
// eslint-disable-next-line no-control-regex -- those are the characters that JSON escapes
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

/** About as many bytes as the text takes in JSON: exact enough that escapes cannot multiply an answer unseen. */
function textLength(text: string): number {
  if (text.length <= LONG_TEXT) return text.length;
  return Buffer.byteLength(ESCAPED.test(text) ? JSON.stringify(text) : text);
}

function counted(value: unknown, meter: AnswerMeter, info: GraphQLResolveInfo, json: boolean): unknown {
  if (isPromise(value)) return value.then((settled) => counted(settled, meter, info, json));
  const keyLength = keyLengthOf(info.path.key);
  if (json) meter.addJson(value, keyLength);
  else meter.add(value, keyLength, fieldCountOf(info));
  return value;
}

const fieldCounts = new WeakMap<SelectionSetNode, number>();

/** About how many fields the operation selects of each object at this place: those of fragments with them, whatever their type. */
function fieldCountOf({ fieldNodes, fragments }: GraphQLResolveInfo): number {
  let count = 0;
  for (const { selectionSet } of fieldNodes) if (selectionSet !== undefined) count += fieldsOf(selectionSet, fragments);
  return count;
}

function fieldsOf(set: SelectionSetNode, fragments: GraphQLResolveInfo['fragments']): number {
  const known = fieldCounts.get(set);
  if (known !== undefined) return known;
  let count = 0;
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) count += 1;
    else if (node.kind === Kind.INLINE_FRAGMENT) count += fieldsOf(node.selectionSet, fragments);
    else {
      const fragment = fragments[node.name.value];
      if (fragment !== undefined) count += fieldsOf(fragment.selectionSet, fragments);
    }
  }
  fieldCounts.set(set, count);
  return count;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** An index has no key in the answer's text. */
function keyLengthOf(key: string | number): number {
  return typeof key === 'string' ? key.length : 0;
}

function isJson(type: GraphQLOutputType): boolean {
  if (isNonNullType(type) || isListType(type)) return isJson(type.ofType as GraphQLOutputType);
  return type.name === 'JSON';
}
