import { NoSchemaIntrospectionCustomRule, type GraphQLFormattedError, type ValidationRule } from 'graphql';

/** The parts of the schema that clients may discover. */
export interface Disclosure {
  readonly introspection: boolean;
  /** "Did you mean ...?" in messages. */
  readonly suggestions: boolean;
}

/**
 * The validation rules for it. Without introspection, __schema and __type are refused everywhere, also under an alias.
 */
export function disclosureRules({ introspection }: Disclosure): readonly ValidationRule[] {
  return introspection ? [] : [NoSchemaIntrospectionCustomRule];
}

type FormatError = (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;

/** `format`, or, unless suggestions are disclosed, `format` without "Did you mean ...?" in messages. */
export function hideSuggestions({ suggestions }: Disclosure, format: FormatError): FormatError {
  if (suggestions) return format;
  // This happens before the error is formatted, because formatting may cut a long message in the middle of its
  // suggestions.
  return (formatted, thrown) => format({ ...formatted, message: withoutSuggestion(formatted.message) }, thrown);
}

/** graphql-js puts suggestions at the end of a message. Text of the client may come before them. */
export function withoutSuggestion(message: string): string {
  const begin = message.lastIndexOf(' Did you mean ');
  return begin === -1 || !message.endsWith('?') ? message : message.slice(0, begin);
}
