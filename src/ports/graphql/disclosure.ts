import { NoSchemaIntrospectionCustomRule, type GraphQLFormattedError, type ValidationRule } from 'graphql';

/** What GraphQL tells strangers about the schema. */
export interface Disclosure {
  readonly introspection: boolean;
  /** "Did you mean ...?" in messages. */
  readonly suggestions: boolean;
}

/** The validation rules that enforce it: __schema and __type are refused at every place and under every alias. */
export function disclosureRules({ introspection }: Disclosure): readonly ValidationRule[] {
  return introspection ? [] : [NoSchemaIntrospectionCustomRule];
}

type FormatError = (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;

/** Formats errors as `format` does, their suggestions left out where they are not to be shown. */
export function hideSuggestions({ suggestions }: Disclosure, format: FormatError): FormatError {
  if (suggestions) return format;
  // Before it is formatted, which may cut a long message in the middle of its suggestions.
  return (formatted, thrown) => format({ ...formatted, message: withoutSuggestion(formatted.message) }, thrown);
}

/** graphql-js puts suggestions at the end of a message. Text of the client may come before them. */
export function withoutSuggestion(message: string): string {
  const begin = message.lastIndexOf(' Did you mean ');
  return begin === -1 || !message.endsWith('?') ? message : message.slice(0, begin);
}
