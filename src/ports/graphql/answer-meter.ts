import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
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

/** How much memory is counted before the budget is asked again. */
const STEP_BYTES = 65_536;
/** The bytes of the punctuation around a key and its value: quotes, a colon and a comma. */
const PUNCTUATION = 6;
/** A number, a date, a boolean or null. */
const SHORT_VALUE = 12;

/**
 * Counts the actual size of an answer during its execution, and stops it at a limit. The price is only an estimate: a
 * list or a text may be longer than estimated. All refused fields share one error, because there may be thousands.
 */
export class AnswerMeter {
  private bytes = 0;
  private objects = 0;
  private fields = 0;
  /** The part of the counted memory that the lease already holds. */
  private leased = 0;
  /** Leaves are many: their size is checked only when it exceeds this. */
  private lookAtBytes = 0;
  private refusal: GraphQLError | undefined;

  constructor(
    private readonly limits: AnswerLimits,
    private readonly lease: MemoryLease | undefined,
  ) {}

  /** Why the answer is refused as a whole, once it is. */
  get refused(): GraphQLError | undefined {
    return this.refusal;
  }

  /** Counts a leaf below a key of `keyLength` characters. Throws once the answer is too large. */
  addLeaf(value: unknown, keyLength: number): void {
    if (this.refusal !== undefined) throw this.refusal;
    this.bytes += keyLength + PUNCTUATION + (typeof value === 'string' ? textLength(value) : SHORT_VALUE);
    if (this.bytes > this.lookAtBytes) this.look();
  }

  /**
   * Counts a text whose key, and `SHORT_VALUE` of whose bytes, its object has counted. Throws once the answer is too
   * large.
   */
  addText(value: unknown): void {
    if (this.refusal !== undefined) throw this.refusal;
    if (typeof value !== 'string' || value.length <= SHORT_VALUE) return;
    this.bytes += Math.max(0, textLength(value) - SHORT_VALUE);
    if (this.bytes > this.lookAtBytes) this.look();
  }

  /**
   * Counts objects below a key of `keyLength` characters, each with what its selection comes to whatever its values
   * are. Throws once the answer is too large: for a list before any of its items is executed, since there is no other
   * way to stop that.
   */
  addObjects(count: number, keyLength: number, selected: SelectionSize): void {
    if (this.refusal !== undefined) throw this.refusal;
    this.bytes += keyLength + PUNCTUATION + count * selected.bytes;
    this.objects += count;
    this.fields += count * selected.fields;
    this.look();
  }

  /** Counts a JSON value, whatever is in it. */
  addJson(value: unknown, keyLength: number): void {
    if (typeof value !== 'object' || value === null) return this.addLeaf(value, keyLength);
    this.addObjects(Array.isArray(value) ? value.length : 1, keyLength, NOTHING_SELECTED);
    for (const [key, item] of Object.entries(value)) this.addJson(item, key.length);
  }

  private look(): void {
    const { bytes, objects, fields } = this.limits;
    if (this.bytes > bytes) this.refuse(`A response has at most ${bytes} bytes.`);
    if (this.objects > objects) this.refuse(`A response has at most ${objects} objects and list items.`);
    if (this.fields > fields) this.refuse(`A response has at most ${fields} fields.`);
    this.lookAtBytes = Math.min(bytes, this.bytes + STEP_BYTES / ANSWER_LIMITS.memoryPerByte);
    const memory = this.bytes * ANSWER_LIMITS.memoryPerByte + this.objects * ANSWER_LIMITS.memoryPerObject;
    if (memory - this.leased < STEP_BYTES) return;
    try {
      this.lease?.grow(memory - this.leased);
    } catch (error) {
      this.refusal = located(requestError(503, 'OVERLOADED', (error as Error).message));
      throw this.refusal;
    }
    this.leased = memory;
  }

  private refuse(bound: string): never {
    this.refusal = tooLarge(bound);
    throw this.refusal;
  }
}

/** The refusal of an answer as a whole. `bound` is the sentence that says which bound it exceeds. */
export function tooLarge(bound: string): GraphQLError {
  const message = `The response is too large. ${bound} Request smaller pages, fewer fields or fewer aliases.`;
  return located(new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true } }));
}

/**
 * graphql-js passes an error that has a path on as it is; it would make an error of its own of any other, for every
 * field.
 */
function located({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path: [], extensions });
}

/** The part of a context that the meter uses. */
interface MeteredContext {
  readonly meter: AnswerMeter;
}

type Resolver = GraphQLFieldResolver<unknown, MeteredContext>;

/**
 * Wraps every field of the schema whose size depends on its value, so that it is counted. Other fields are counted with
 * their object. Changes the schema in place.
 */
export function meterResolvers(schema: GraphQLSchema): void {
  const subscription = schema.getSubscriptionType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type === subscription) continue;
    for (const field of Object.values(type.getFields())) {
      const counter = counterFor(field.type);
      if (counter !== undefined) field.resolve = metered(field.resolve ?? propertyOf(field.name), counter);
    }
  }
}

/** As graphql-js resolves a field by its name. */
function propertyOf(name: string): Resolver {
  return (source, args, context, info) => {
    const value = (source as Readonly<Record<string, unknown>> | null)?.[name];
    return typeof value === 'function'
      ? (value as (...given: unknown[]) => unknown).call(source, args, context, info)
      : value;
  };
}

/** Counts a field before it is resolved, or its resolved value. */
interface Counter {
  readonly before?: (meter: AnswerMeter, info: GraphQLResolveInfo) => void;
  readonly after?: (value: unknown, meter: AnswerMeter, info: GraphQLResolveInfo) => void;
}

function metered(resolve: Resolver, { before, after }: Counter): Resolver {
  return (source, args, context, info) => {
    before?.(context.meter, info);
    const value: unknown = resolve(source, args, context, info);
    if (after === undefined) return value;
    if (!isPromise(value)) {
      after(value, context.meter, info);
      return value;
    }
    return value.then((settled) => {
      after(settled, context.meter, info);
      return settled;
    });
  };
}

/** Leaves whose size depends on their value. The others are numbers, dates and names of the schema. */
const TEXTS: ReadonlySet<string> = new Set(['String', 'ID', 'Decimal']);

/**
 * The counter for fields of this type. It is chosen once, because there are hundreds of thousands of values. Undefined
 * for a leaf of bounded size, which is counted with its object. An object is counted before it is resolved, because a
 * wait for it would cost more.
 */
function counterFor(type: GraphQLOutputType): Counter | undefined {
  const named = getNamedType(type);
  const isList = isListType(getNullableType(type));
  if (named.name === 'JSON') return { after: (value, meter, info) => meter.addJson(value, keyLengthOf(info)) };
  if (isLeafType(named)) {
    if (isList)
      return {
        after: (value, meter) => (value as readonly unknown[] | null)?.forEach((item) => meter.addLeaf(item, 0)),
      };
    return TEXTS.has(named.name) ? { after: (value, meter) => meter.addText(value) } : undefined;
  }
  if (!isList) return { before: (meter, info) => meter.addObjects(1, keyLengthOf(info), selectionSizeOf(info)) };
  return {
    after: (value, meter, info) =>
      meter.addObjects((value as readonly unknown[] | null)?.length ?? 0, keyLengthOf(info), selectionSizeOf(info)),
  };
}

/** Shorter texts are counted as they are. */
const LONG_TEXT = 256;
/** The characters that JSON escapes, in up to six bytes. */
// eslint-disable-next-line no-control-regex -- those are the characters that JSON escapes
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/;

/**
 * The approximate number of bytes of a text in JSON. It includes escapes, so they cannot multiply the size of an answer
 * unnoticed.
 */
function textLength(text: string): number {
  if (text.length <= LONG_TEXT) return text.length;
  return Buffer.byteLength(ESCAPED.test(text) ? JSON.stringify(text) : text);
}

/** The size of a selection for each object, independent of its values. */
interface SelectionSize {
  readonly fields: number;
  /** Of the keys, and of values whose size has a bound. */
  readonly bytes: number;
}

const NOTHING_SELECTED: SelectionSize = { fields: 0, bytes: 0 };
const selectionSizes = new WeakMap<SelectionSetNode, SelectionSize>();

/**
 * The size of the operation's selection for each object at this field. It includes the fields of all fragments,
 * whatever their type condition.
 */
function selectionSizeOf({ fieldNodes, fragments }: GraphQLResolveInfo): SelectionSize {
  const [first] = fieldNodes;
  if (fieldNodes.length === 1 && first?.selectionSet !== undefined) return sizeOf(first.selectionSet, fragments);
  return sum(
    fieldNodes.map(({ selectionSet }) =>
      selectionSet === undefined ? NOTHING_SELECTED : sizeOf(selectionSet, fragments),
    ),
  );
}

/** Counts what an operation selects of its root, which no field counts. Throws once the answer is too large. */
export function meterRoot(
  meter: AnswerMeter,
  { definitions }: DocumentNode,
  { selectionSet }: OperationDefinitionNode,
): void {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  meter.addObjects(1, 0, sizeOf(selectionSet, fragments));
}

function sizeOf(set: SelectionSetNode, fragments: GraphQLResolveInfo['fragments']): SelectionSize {
  const known = selectionSizes.get(set);
  if (known !== undefined) return known;
  const size = sum(set.selections.map((node) => sizeOfSelection(node, fragments)));
  selectionSizes.set(set, size);
  return size;
}

function sizeOfSelection(node: SelectionNode, fragments: GraphQLResolveInfo['fragments']): SelectionSize {
  if (node.kind === Kind.FIELD)
    return { fields: 1, bytes: (node.alias ?? node.name).value.length + PUNCTUATION + SHORT_VALUE };
  const set = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments[node.name.value]?.selectionSet;
  return set === undefined ? NOTHING_SELECTED : sizeOf(set, fragments);
}

function sum(sizes: readonly SelectionSize[]): SelectionSize {
  return sizes.reduce(
    (total, { fields, bytes }) => ({ fields: total.fields + fields, bytes: total.bytes + bytes }),
    NOTHING_SELECTED,
  );
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** A field's path ends with its key. */
function keyLengthOf({ path }: GraphQLResolveInfo): number {
  return (path.key as string).length;
}
