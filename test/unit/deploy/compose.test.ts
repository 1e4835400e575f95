import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readEnvironment } from '../../../src/config/environment.js';
import { SETTINGS } from '../../../src/config/settings.mjs';

interface Service {
  readonly image?: string;
  readonly restart?: string;
  readonly healthcheck?: unknown;
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly environment?: Record<string, string | number>;
  readonly volumes?: readonly string[];
}

const root = path.resolve(import.meta.dirname, '../../..');
const text = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
const { services } = compose;
const gateway = services['gateway']!;

/** The value after compose has replaced its variables: required variables by a long secret, others by their default. */
const interpolated = (value: string | number): string =>
  String(value)
    .replaceAll(/\$\{\w+:\?[^}]*\}/g, 'a'.repeat(64))
    .replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

describe('docker-compose.yml', () => {
  it('gives the gateway only variables it reads', () => {
    const known: readonly string[] = SETTINGS;
    expect(known).toContain('DATABASE_URL');
    expect(Object.keys(gateway.environment!).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('gives the gateway an environment it accepts in production, with no server left to embed', () => {
    const entries = Object.entries(gateway.environment!).map(([name, value]) => [name, interpolated(value)]);
    const environment = readEnvironment(root, Object.fromEntries(entries) as NodeJS.ProcessEnv);
    expect(environment).toMatchObject({
      mode: 'production',
      kafkaReplication: 3,
      http: { host: '0.0.0.0', port: 4000 },
    });
    expect(environment.databaseUrl).toMatch(/@postgres:5432\//);
    expect(environment.mongodbUrl).toMatch(/replicaSet=rs0/);
    expect(environment.kafkaBrokers).toEqual(['kafka-1:9092', 'kafka-2:9092', 'kafka-3:9092']);
  });

  it('holds no secret and starts with none missing', () => {
    const secrets = Object.values(services)
      .flatMap((service) => Object.entries(service.environment ?? {}))
      .filter(([name]) => /SECRET|PASSWORD|TOKEN/.test(name));
    expect(secrets.length).toBeGreaterThan(0);
    for (const [name, value] of secrets) expect(value).toMatch(new RegExp(`^\\$\\{${name}:\\?`));
    const example = readFileSync(path.join(root, '.env.example'), 'utf8');
    for (const [, name] of text.matchAll(/\$\{(\w+):\?/g)) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
  });

  it('waits for servers that say that they are well, and checks every server that stays', () => {
    for (const [name, { condition }] of Object.entries(gateway.depends_on!)) {
      const service = services[name]!;
      expect([name, condition]).toEqual([
        name,
        service.restart === 'no' ? 'service_completed_successfully' : 'service_healthy',
      ]);
    }
    for (const [name, service] of Object.entries(services)) {
      const stays = service.restart !== 'no' && name !== 'gateway';
      expect([name, service.healthcheck !== undefined]).toEqual([name, stays]);
    }
  });

  it('keeps data in volumes it declares, and pins its images', () => {
    const mounts = Object.values(services).flatMap((service) => service.volumes ?? []);
    const used = mounts.filter((mount) => !mount.startsWith('.')).map((mount) => mount.split(':')[0]);
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const [name, service] of Object.entries(services)) {
      if (name !== 'gateway') expect(service.image).toMatch(/:v?\d/);
    }
  });

  it('gives the three brokers one cluster, and each an identity of its own', () => {
    const brokers = ['kafka-1', 'kafka-2', 'kafka-3'].map((name) => services[name]!.environment!);
    expect(brokers.map((broker) => broker['KAFKA_NODE_ID'])).toEqual([1, 2, 3]);
    expect(new Set(brokers.map((broker) => broker['CLUSTER_ID'])).size).toBe(1);
    expect(new Set(brokers.map((broker) => broker['KAFKA_ADVERTISED_LISTENERS'])).size).toBe(3);
  });
});

describe('the image', () => {
  it('runs as an ordinary user and asks the gateway whether it is ready', () => {
    const dockerfile = readFileSync(path.join(root, 'Dockerfile'), 'utf8');
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
  });
});
