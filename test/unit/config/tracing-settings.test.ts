import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../../../src/config/environment.js';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };
const tracingOf = (variables: Record<string, string>) => readEnvironment('/checkout', variables).tracing;

describe('the settings of tracing', () => {
  it.each<[string, Record<string, string>]>([
    ['without an endpoint', { OTEL_SERVICE_NAME: 'boxes', OTEL_TRACES_SAMPLER: 'always_on' }],
    ['when the SDK is disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }],
    ['without an endpoint, whatever protocol others use', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ])('are none %s', (_, variables) => {
    expect(tracingOf(variables)).toBeUndefined();
  });

  it('have the defaults of the specification', () => {
    expect(tracingOf(ENDPOINT)).toEqual({
      url: 'http://localhost:4318/v1/traces',
      headers: {},
      timeoutMs: 10_000,
      everyMs: 5_000,
      serviceName: 'graphql-gateway',
      sampler: { name: 'parentbased_always_on', ratio: 1 },
    });
  });

  it('take the endpoint for traces as it is, and add the path to the one for everything', () => {
    expect(tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://h/otlp/' })?.url).toBe('https://h/otlp/v1/traces');
    expect(tracingOf({ ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://h/t' })?.url).toBe('https://h/t');
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'no pair'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'key=%zz'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'bad name=x'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0'],
    ['OTEL_BSP_SCHEDULE_DELAY', '1'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => tracingOf({ ...ENDPOINT, [name]: value })).toThrow(new RegExp(`^${name}: `));
  });
});
