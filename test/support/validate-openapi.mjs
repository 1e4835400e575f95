/**
 * Reads an OpenAPI document from stdin; exits with 1, saying why, when it is not valid by its meta-schema or has a
 * reference to nothing. A process of its own because the parser requires ES modules, which Node can do and jest cannot.
 */
import { text } from 'node:stream/consumers';
import SwaggerParser from '@apidevtools/swagger-parser';

try {
  await SwaggerParser.validate(JSON.parse(await text(process.stdin)));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
