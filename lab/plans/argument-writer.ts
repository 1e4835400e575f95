import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';
import { firstValue, scalarValue, type Draw, type ValueContext } from './argument-values.js';
import type { KnownValues } from './known-values.js';
import type { RoleName } from './roles.js';

/** A variable of an operation. */
interface Variable {
  readonly name: string;
  /** The purpose of the variable. Another argument with the same purpose may use it too. */
  readonly place: string;
  readonly type: string;
  readonly defaultText: string | undefined;
  /** Undefined when it is left out. */
  readonly given: unknown;
  /** Another value that it may have. */
  readonly again: (role: RoleName) => unknown;
}

/** A name of an enum's value, which GraphQL writes without quotes. */
class EnumName {
  constructor(readonly name: string) {}

  toJSON(): string {
    return this.name;
  }
}

/** The text of a field's arguments, and the length of the list that they ask for. */
export interface WrittenArguments {
  /** With the parentheses; empty when there are none. */
  readonly text: string;
  /** The length of the list that they ask for. */
  readonly length: number | undefined;
}

const DEFAULT_PAGE = 20;
const LEFT_OUT: Readonly<Record<string, number>> = { responseToken: 0.85, after: 0.65 };

/**
 * Writes arguments of one operation: as literals, as variables, or as literals with variables inside. It remembers the
 * variables.
 */
export class ArgumentWriter {
  private readonly variables: Variable[] = [];

  /** `role`: whose operation it is. */
  constructor(
    private readonly draw: Draw,
    private readonly known: KnownValues,
    private readonly role: RoleName,
  ) {}

  /** `most`: how many items a page may have here. */
  write(type: string, field: GraphQLField<unknown, unknown>, most: number): WrittenArguments {
    let length: number | undefined;
    const order = field.args.find(({ name }) => name === 'orderBy');
    const orderBy = order === undefined || this.isLeftOut(order) ? undefined : this.value(order.type, 'orderBy');
    const context = { role: this.role, order: orderName(orderBy) };
    const texts = field.args.flatMap((argument) => {
      const place = `${type}.${field.name}.${argument.name}`;
      if (argument.name === 'first') {
        if (most >= DEFAULT_PAGE && this.draw.chance(0.2)) {
          length = DEFAULT_PAGE;
          return [];
        }
        const first = firstValue(this.draw, most);
        length = typeof first === 'number' ? Math.max(0, first) : DEFAULT_PAGE;
        return [`first: ${this.text(first, argument.type, place, () => firstValue(this.draw, most))}`];
      }
      if (argument === order ? orderBy === undefined : this.isLeftOut(argument)) return [];
      const value = argument === order ? orderBy : this.value(argument.type, place, context);
      if (Array.isArray(value)) length = value.length;
      // A cursor is of one order.
      const again =
        argument === order ? () => value : (role: RoleName) => this.value(argument.type, place, { ...context, role });
      return [`${argument.name}: ${this.text(value, argument.type, place, again)}`];
    });
    return { text: texts.length === 0 ? '' : `(${texts.join(', ')})`, length };
  }

  /** `@include` or `@skip`, mostly so that the selection stays. */
  directive(isInclude: boolean): string {
    const value = this.draw.chance(0.75) === isInclude;
    const written = this.draw.chance(0.5)
      ? String(value)
      : `$${this.variable(`directive ${isInclude}`, 'Boolean!', value, () => this.draw.chance(0.5)).name}`;
    return ` @${isInclude ? 'include' : 'skip'}(if: ${written})`;
  }

  /** The variables that `text` uses: their definitions, and the values that are given. */
  used(text: string): { readonly definitions: string; readonly values: (again?: RoleName) => Record<string, unknown> } {
    const names = new Set(Array.from(text.matchAll(/\$(\w+)/g), ([, name]) => name));
    const used = this.variables.filter(({ name }) => names.has(name));
    const definitions = used.map(
      ({ name, type, defaultText }) => `$${name}: ${type}${defaultText === undefined ? '' : ` = ${defaultText}`}`,
    );
    return {
      definitions: definitions.length === 0 ? '' : `(${definitions.join(', ')})`,
      values: (again) => {
        const given = used.map((variable): [string, unknown] => [
          variable.name,
          again === undefined ? variable.given : this.givenAgain(variable, again),
        ]);
        return JSON.parse(JSON.stringify(Object.fromEntries(given))) as Record<string, unknown>;
      },
    };
  }

  private givenAgain({ again, given, type, defaultText }: Variable, role: RoleName): unknown {
    if (this.draw.chance(0.3)) return given;
    const canBeLeftOut = !type.endsWith('!') || defaultText !== undefined;
    if (canBeLeftOut && this.draw.chance(0.3)) return undefined;
    const value = again(role);
    return value === null && type.endsWith('!') ? given : value;
  }

  private isLeftOut({ type, defaultValue, name }: GraphQLArgument): boolean {
    if (isNonNullType(type) && defaultValue === undefined) return false;
    return this.draw.chance(LEFT_OUT[name] ?? 0.55);
  }

  private value(type: GraphQLInputType, place: string, context: ValueContext = { role: this.role }): unknown {
    const { draw } = this;
    if (!isNonNullType(type) && draw.chance(0.04)) return null;
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      const most = place === 'Query.nodes.ids' ? 6 : 3;
      return Array.from({ length: draw.upTo(most) }, () =>
        this.value(nullable.ofType as GraphQLInputType, place, context),
      );
    }
    if (isEnumType(nullable)) return new EnumName(draw.pick(nullable.getValues()).name);
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter(
        (field) => isNonNullType(field.type) || draw.chance(place.endsWith('.filter') ? 0.35 : 0.5),
      );
      return Object.fromEntries(
        fields.map((field) => [field.name, this.value(field.type, `${nullable.name}.${field.name}`, context)]),
      );
    }
    return scalarValue(draw, this.known, context, place, getNamedType(type).name);
  }

  /** The value as a literal, as a variable, or as a literal in which variables are. */
  private text(
    value: unknown,
    type: GraphQLInputType,
    place: string,
    again: (role: RoleName) => unknown = (role) => this.value(type, place, { role }),
  ): string {
    if (this.draw.chance(0.4)) {
      const known = this.variables.find((one) => one.place === place && one.type === String(type));
      const variable =
        known !== undefined && this.draw.chance(0.4) ? known : this.variable(place, String(type), value, again);
      return `$${variable.name}`;
    }
    const nullable = getNullableType(type);
    if (Array.isArray(value) && isListType(nullable))
      return `[${value.map((item) => this.text(item, nullable.ofType as GraphQLInputType, place)).join(', ')}]`;
    if (isInputObjectType(nullable) && typeof value === 'object' && value !== null) {
      const fields = nullable.getFields();
      const texts = Object.entries(value).flatMap(([name, item]) => {
        const field = fields[name];
        return field === undefined ? [] : [`${name}: ${this.text(item, field.type, `${nullable.name}.${name}`)}`];
      });
      return `{ ${texts.join(', ')} }`;
    }
    return literal(value);
  }

  /** A new variable whose value is the given one, in one of the ways in which it can have it. */
  private variable(place: string, type: string, value: unknown, again: (role: RoleName) => unknown): Variable {
    const { draw } = this;
    const name = `v${this.variables.length}`;
    const isRequired = type.endsWith('!');
    const way = draw.random();
    const variable: Variable = {
      name,
      place,
      again,
      // A variable that may be null can be where null is not allowed, if it has a default.
      ...(way < 0.25 && value !== null
        ? { type: isRequired ? type.slice(0, -1) : type, defaultText: literal(value), given: undefined }
        : way < 0.35 && value !== null
          ? { type: isRequired ? type.slice(0, -1) : type, defaultText: literal(value), given: value }
          : { type, defaultText: undefined, given: value }),
    };
    const left = !isRequired && draw.chance(0.1) ? { ...variable, given: undefined } : variable;
    const wrong = draw.chance(0.004) ? { ...left, given: { wrong: [1] } } : left;
    this.variables.push(wrong);
    return wrong;
  }
}

/** As the names of cursors' lists have it. */
function orderName(orderBy: unknown): string | undefined {
  if (typeof orderBy !== 'object' || orderBy === null) return undefined;
  const { field, direction } = JSON.parse(JSON.stringify(orderBy)) as {
    readonly field: string;
    readonly direction: string;
  };
  const by = field.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return ` by ${by} ${direction.toLowerCase()}`;
}

/** A value as GraphQL writes it. */
function literal(value: unknown): string {
  if (value instanceof EnumName) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${name}: ${literal(item)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}
