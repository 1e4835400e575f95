import {
  GraphQLScalarType,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLNamedType,
  type GraphQLSchema,
  type NamedTypeNode,
} from 'graphql';
import { executeBounded, type MeteredExecutionArgs } from './execute-bounded.js';

/**
 * As executeBounded, for an operation whose variables have been coerced already: admission has done so, to price it.
 * Coercion of a large input is the longest piece of work that an operation does at once, and it is not repeated.
 *
 * graphql-js always coerces. So it is given a copy of the document that declares each variable as a scalar that passes
 * every value, and the schema has that scalar only here: no client can name it.
 */
export function executeCoerced(args: MeteredExecutionArgs): Promise<ExecutionResult> {
  return executeBounded({ ...args, schema: withPassedScalar(args.schema), document: passing(args.document) });
}

const PASSED = new GraphQLScalarType({ name: '_Coerced' });
const PASSED_TYPE: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: PASSED.name } };

const schemas = new WeakMap<GraphQLSchema, GraphQLSchema>();

function withPassedScalar(schema: GraphQLSchema): GraphQLSchema {
  const known = schemas.get(schema);
  if (known !== undefined) return known;
  const getType = (name: string): GraphQLNamedType | undefined =>
    name === PASSED.name ? PASSED : schema.getType(name);
  const made = Object.create(schema, { getType: { value: getType } }) as GraphQLSchema;
  schemas.set(schema, made);
  return made;
}

/** The copy shares the selections of the document, so values cached for their nodes stay valid. */
const passing = ({ definitions, ...rest }: DocumentNode): DocumentNode => ({
  ...rest,
  definitions: definitions.map(withPassedVariables),
});

function withPassedVariables(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OPERATION_DEFINITION || definition.variableDefinitions === undefined) return definition;
  const variableDefinitions = definition.variableDefinitions.map(({ kind, variable }) => ({
    kind,
    variable,
    type: PASSED_TYPE,
  }));
  return { ...definition, variableDefinitions };
}
