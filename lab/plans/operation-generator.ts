import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { seeded } from '../stores-comparison/seeded.js';
import { drawing, type Draw } from './argument-values.js';
import { ArgumentWriter } from './argument-writer.js';
import type { KnownValues } from './known-values.js';
import { ROLES, type RoleName } from './roles.js';
import { addAll, canMerge, type Scope } from './selected.js';

/** An operation, and who sends it. */
export interface GeneratedOperation {
  readonly seed: number;
  readonly role: RoleName;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** Below the limits of an operation, whose price is an estimate too. */
const MOST = { objects: 2_500, aliases: 12, spreads: 12, depth: 8, levels: 12, selections: 90 } as const;
/** How many items a list without `first` is taken to have. */
const LIST_GUESS: Readonly<Record<string, number>> = {
  'Show.seats': 200,
  'SurveyResponse.answers': 20,
  'Survey.results': 250,
  'Question.result': 250,
  'Survey.trends': 100,
  'Query.eventActivity': 150,
};
const ROOT_WEIGHTS: Readonly<Record<string, number>> = { viewer: 1, eventLogs: 1, eventActivity: 1, node: 8, nodes: 2 };
const ROLE_WEIGHTS: Readonly<Record<RoleName, number>> = {
  owner: 14,
  staff: 4,
  data: 3,
  otherTenant: 4,
  namesake: 1,
  anonymous: 3,
};
/** Keys that JavaScript, SQL or the planner might take for something else. */
const STRANGE_KEYS = [
  '__proto__',
  'constructor',
  'select',
  'order',
  'toString',
  't1',
  'c0',
  'o',
  'p',
  'n',
  'key',
  'json',
  'ID',
  'Title',
];
const LONG_KEY = 'a_key_that_is_longer_than_the_63_bytes_that_PostgreSQL_keeps_of_an_identifier';

/** So many seeds, one after the other, have one document: with other variables and roles, plans are used again. */
export const VARIANTS = 4;

/** The operation of a seed. The same seed, schema and known values make the same operation. */
export function generateOperation(schema: GraphQLSchema, known: KnownValues, seed: number): GeneratedOperation {
  const variant = seed % VARIANTS;
  // Neighbouring seeds of the stream's generator begin alike.
  const streamOf = (key: number) => drawing(seeded(Math.imul(key + 1, 0x9e3779b1)));
  return new Generator(schema, known, streamOf((seed - variant) / VARIANTS), seed).operation(variant);
}

/** A fragment that is written already. */
interface Fragment {
  readonly name: string;
  readonly type: GraphQLCompositeType;
  readonly scope: Scope;
  readonly objects: number;
  /** Of nested selection sets, fragments included. */
  readonly levels: number;
}

/** Where selections are generated. */
interface Place {
  readonly type: GraphQLCompositeType;
  readonly scope: Scope;
  /** Of fields. */
  readonly depth: number;
  /** Of fields and of fragments. */
  readonly level: number;
  /** How many such objects the answer may have. */
  readonly count: number;
}

/** The selections of one object under the conditions of fragments. */
interface Conditions {
  readonly owner: GraphQLCompositeType;
  readonly byType: Map<string, Scope>;
  /** Keys that are in several of them have one shape, though no object has both. */
  readonly shapes: Map<string, string>;
}

class Generator {
  private readonly role: RoleName;
  private readonly writer: ArgumentWriter;
  private readonly fragments: Fragment[] = [];
  private readonly definitions: string[] = [];
  private aliases = 0;
  private spreads = 0;
  private objects = 0;
  private selections = 0;
  private deepest = 0;
  private readonly depth: number;
  private readonly conditions = new WeakMap<Scope, Conditions>();

  constructor(
    private readonly schema: GraphQLSchema,
    known: KnownValues,
    private readonly draw: Draw,
    private readonly seed: number,
  ) {
    this.role = draw.pick(weighted(ROLE_WEIGHTS));
    this.writer = new ArgumentWriter(draw, known, this.role);
    this.depth = 1 + draw.upTo(MOST.depth);
  }

  operation(variant: number): GeneratedOperation {
    const { draw, seed } = this;
    const type = this.schema.getQueryType() as GraphQLObjectType;
    const scope = this.newScope(type);
    const body = this.selectionSet({ type, scope, depth: 0, level: 0, count: 1 }, 1 + draw.upTo(3));
    const text = [body, ...this.spreadBy(body)].join('\n');
    const { definitions, values } = this.writer.used(text);
    const isNamed = draw.chance(0.3);
    const head = isNamed ? `query Asked${definitions} ` : definitions === '' ? '' : `query ${definitions} `;
    const hasOther = isNamed && draw.chance(0.15);
    const isSelected = hasOther || (isNamed && draw.chance(0.3));
    let role = this.role;
    let variables = values();
    // Each further one draws after those before it.
    for (let n = 0; n < variant; n += 1) {
      role = draw.chance(0.5) ? this.role : draw.pick(weighted(ROLE_WEIGHTS));
      variables = values(role);
    }
    return {
      seed,
      role,
      query: `${hasOther ? 'query Other { __typename }\n' : ''}${head}${text}`,
      variables,
      ...(isSelected && { operationName: 'Asked' }),
    };
  }

  /** The definitions of the fragments that a text spreads, and of those that these spread. */
  private spreadBy(text: string): string[] {
    const found = new Set<number>();
    const follow = (from: string) => {
      for (const [, digits] of from.matchAll(/\.\.\.Fragment(\d+)/g)) {
        const index = Number(digits);
        if (found.has(index)) continue;
        found.add(index);
        follow(this.definitions[index] ?? '');
      }
    };
    follow(text);
    return [...found].map((index) => this.definitions[index] ?? '');
  }

  private newScope(owner: GraphQLCompositeType, shapes = new Map<string, string>()): Scope {
    const scope: Scope = new Map();
    this.conditions.set(scope, { owner, byType: new Map(), shapes });
    return scope;
  }

  private selectionSet(place: Place, count: number): string {
    const selections: string[] = [];
    this.deepest = Math.max(this.deepest, place.level);
    for (let n = 0; n < count; n += 1) {
      this.selections += 1;
      const drawn = this.draw.random();
      const isDeep = place.level >= MOST.levels - 1;
      const selection =
        drawn < 0.08 && !isDeep && this.spreads < MOST.spreads
          ? this.spread(place)
          : !isDeep && (drawn < 0.14 || (isAbstractType(place.type) && drawn < 0.9))
            ? this.inlineFragment(place)
            : this.field(place);
      if (selection !== undefined) selections.push(selection);
    }
    // A selection set has at least one selection.
    return `{ ${selections.length === 0 ? '__typename' : selections.join(' ')} }`;
  }

  private directives(): string {
    if (!this.draw.chance(0.06)) return '';
    const isInclude = this.draw.chance(0.5);
    return this.writer.directive(isInclude) + (this.draw.chance(0.1) ? this.writer.directive(!isInclude) : '');
  }

  private inlineFragment(place: Place): string {
    const type = this.conditionOf(place.type);
    const condition = type === place.type && this.draw.chance(0.5) ? '' : ` on ${type.name}`;
    const inner = { ...place, type, scope: this.scopeOf(place, type), level: place.level + 1 };
    return `...${condition}${this.directives()} ${this.selectionSet(inner, this.width())}`;
  }

  private spread(place: Place): string | undefined {
    this.spreads += 1;
    const type = this.conditionOf(place.type);
    const target = this.scopeOf(place, type);
    const known = this.fragments.find(
      (fragment) =>
        fragment.type === type &&
        canMerge(target, fragment.scope) &&
        fragment.objects * place.count <= this.left() &&
        fragment.levels + place.level < MOST.levels,
    );
    if (known !== undefined && this.draw.chance(0.6)) {
      addAll(target, known.scope);
      this.objects += known.objects * place.count;
      return `...${known.name}${this.directives()}`;
    }
    const scope = this.newScope(type, this.conditions.get(target)?.shapes);
    const [objects, deepest] = [this.objects, this.deepest];
    this.deepest = 0;
    const set = this.selectionSet({ ...place, type, scope, level: place.level + 2 }, this.width());
    const levels = this.deepest - place.level + 1;
    this.deepest = Math.max(this.deepest, deepest);
    if (!canMerge(target, scope)) return undefined;
    addAll(target, scope);
    const name = `Fragment${this.fragments.length}`;
    this.fragments.push({ name, type, scope, objects: Math.ceil((this.objects - objects) / place.count), levels });
    this.definitions.push(`fragment ${name} on ${type.name} ${set}`);
    return `...${name}${this.directives()}`;
  }

  private width(): number {
    return 1 + (this.selections < MOST.selections ? this.draw.upTo(3) : 0);
  }

  /** The type of a fragment: an object's own, sometimes the interface that it implements. */
  private conditionOf(type: GraphQLCompositeType): GraphQLCompositeType {
    if (isAbstractType(type)) return this.draw.chance(0.1) ? type : this.draw.pick(this.schema.getPossibleTypes(type));
    if (!('getInterfaces' in type) || !this.draw.chance(0.15)) return type;
    return type.getInterfaces()[0] ?? type;
  }

  /** The selection of an object under a type condition: its own type, its interface, or another type. */
  private scopeOf({ type, scope }: Place, condition: GraphQLCompositeType): Scope {
    const known = this.conditions.get(scope);
    if (known === undefined || type === condition || isAbstractType(condition) || known.owner === condition)
      return scope;
    const below = known.byType.get(condition.name) ?? this.newScope(condition, known.shapes);
    known.byType.set(condition.name, below);
    return below;
  }

  private field(place: Place): string | undefined {
    const { draw } = this;
    const { type, scope, count, depth } = place;
    if (!('getFields' in type)) return '__typename';
    if (draw.chance(0.07)) {
      const key = draw.chance(0.7) ? '__typename' : this.alias(type, '__typename');
      if (scope.has(key) && scope.get(key)?.field !== '__typename') return undefined;
      scope.set(key, { field: '__typename', args: '', type: 'String!', below: undefined });
      return key === '__typename' ? key : `${key}: __typename`;
    }
    const again = [...scope].filter(([, selected]) => selected.below !== undefined);
    // The same key once more, with other selections below it.
    if (again.length > 0 && place.level < MOST.levels - 1 && draw.chance(0.1)) {
      const [key, { field: name }] = draw.pick(again);
      const field = type.getFields()[name];
      return field && this.selected(place, field, key);
    }
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        ((depth < this.depth && place.level < MOST.levels - 1 && this.selections < MOST.selections) ||
          isLeafType(getNamedType(field.type))) &&
        this.countOf(type, field) * count <= this.left(),
    );
    if (fields.length === 0) return undefined;
    const field = depth === 0 ? draw.pick(fields.flatMap(byWeight)) : this.pickField(fields);
    return this.selected(place, field, draw.chance(0.8) ? field.name : this.alias(type, field.name));
  }

  /** Objects below objects make operations deep, leaves make them wide. */
  private pickField(fields: readonly GraphQLField<unknown, unknown>[]): GraphQLField<unknown, unknown> {
    const composites = fields.filter(({ type }) => isCompositeType(getNamedType(type)));
    return composites.length > 0 && this.draw.chance(0.55) ? this.draw.pick(composites) : this.draw.pick(fields);
  }

  private selected(place: Place, field: GraphQLField<unknown, unknown>, key: string): string | undefined {
    const { type, scope, count, depth } = place;
    const known = scope.get(key);
    if (known !== undefined && known.field !== field.name) return undefined;
    const child = getNamedType(field.type);
    const isComposite = isCompositeType(child);
    const shape = isComposite ? `${type.name}.${field.name}` : String(field.type);
    const shapes = this.conditions.get(scope)?.shapes;
    if ((shapes?.get(key) ?? shape) !== shape) return undefined;
    shapes?.set(key, shape);
    const most = Math.floor(this.left() / count / 8);
    const { text, length } =
      known === undefined ? this.writer.write(type.name, field, most) : { text: known.args, length: undefined };
    const below = isCompositeType(child) ? (known?.below ?? this.newScope(child)) : undefined;
    scope.set(key, { field: field.name, args: text, type: String(field.type), below });
    const head = `${key === field.name ? '' : `${key}: `}${field.name}${text}${this.directives()}`;
    if (!isCompositeType(child) || below === undefined) return head;
    // A page of no items costs a little, too.
    const items = Math.max(1, length ?? this.countOf(type, field));
    const own = count * items;
    this.objects += own;
    const inner = { type: child, scope: below, depth: depth + 1, level: place.level + 1, count: own };
    return `${head} ${this.selectionSet(inner, this.width())}`;
  }

  private left(): number {
    return MOST.objects - this.objects;
  }

  private countOf(type: GraphQLCompositeType, field: GraphQLField<unknown, unknown>): number {
    const guess = LIST_GUESS[`${type.name}.${field.name}`];
    // The nodes of a page have been counted at the page.
    const isCounted = field.name === 'nodes' || field.name === 'edges';
    return guess ?? (isListType(getNullableType(field.type)) && !isCounted ? 4 : 1);
  }

  /** A key that is not the field's name; its name when the operation has enough aliases. */
  private alias(type: GraphQLCompositeType, name: string): string {
    if (this.aliases >= MOST.aliases) return name;
    this.aliases += 1;
    const drawn = this.draw.random();
    if (drawn < 0.15) return `${LONG_KEY}_${this.draw.upTo(3)}`;
    if (drawn < 0.3) return this.draw.pick(STRANGE_KEYS);
    // Another field's name.
    if (drawn < 0.4 && 'getFields' in type) return this.draw.pick(Object.keys(type.getFields()));
    return `${name}_${this.draw.upTo(2)}`;
  }
}

function byWeight(field: GraphQLField<unknown, unknown>): GraphQLField<unknown, unknown>[] {
  return Array.from({ length: ROOT_WEIGHTS[field.name] ?? 4 }, () => field);
}

function weighted(weights: Readonly<Record<RoleName, number>>): readonly RoleName[] {
  return (Object.keys(ROLES) as RoleName[]).flatMap((role) => Array.from({ length: weights[role] }, () => role));
}
