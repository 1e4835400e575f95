import { describe, expect, it } from '@jest/globals';
import { createWebOrigins } from '../../../src/ops/web-origins.js';

const development = createWebOrigins({
  mode: 'development',
  listensOn: '127.0.0.1',
  corsOrigins: ['https://app.example'],
});
const production = createWebOrigins({
  mode: 'production',
  listensOn: '0.0.0.0',
  corsOrigins: ['https://app.example', 'http://other.example:8080'],
});

const LOCAL = [
  'http://localhost',
  'http://localhost:3000',
  'https://localhost:5173',
  'http://127.0.0.1:8080',
  'http://127.9.8.7',
  'http://[::1]:4321',
  'https://[::1]',
  'http://app.localhost:3000',
];
const FOREIGN = [
  'null',
  '',
  '*',
  'file://',
  'http://localhost.evil.com',
  'http://evil.com',
  'http://evil-localhost:3000',
  'http://localhost@evil.com',
  'http://127.0.0.1.evil.com',
  'http://128.0.0.1',
  'http://[::2]',
  'http://localhost:3000/',
  'http://localhost:3000 http://evil.com',
  'http://localhost:80',
  'https://localhost:443',
  'HTTP://LOCALHOST:3000',
  'ftp://localhost',
  'chrome-extension://localhost',
  'http://0.0.0.0:3000',
  'http://192.168.1.4:3000',
  'http://2130706433:3000',
  'http://localhost:99999',
  'http://localhost%00.evil.com',
  'http://mylocalhost',
  'http://localhost.:3000',
];

describe('the origins whose pages may use the ports', () => {
  it.each(LOCAL)('have %s among them in development, and not in production', (origin) => {
    expect([development.allows(origin), production.allows(origin)]).toEqual([true, false]);
  });

  it.each(FOREIGN)('do not have %j among them', (origin) => {
    expect([development.allows(origin), production.allows(origin)]).toEqual([false, false]);
  });

  it('are those that are listed, exactly', () => {
    for (const origin of ['https://app.example', 'http://other.example:8080'])
      expect(production.allows(origin)).toBe(true);
    expect(development.allows('https://app.example')).toBe(true);
    for (const near of [
      'http://app.example',
      'https://app.example:8443',
      'https://app.example.evil.com',
      'https://sub.app.example',
      'https://app.exampl',
      'http://other.example',
      'https://APP.example',
    ]) {
      expect([near, production.allows(near)]).toEqual([near, false]);
    }
  });

  it('have nobody to share with in production until some are listed', () => {
    expect(createWebOrigins({ mode: 'production', listensOn: '0.0.0.0', corsOrigins: [] }).areShared).toBe(false);
    expect([production.areShared, development.areShared]).toEqual([true, true]);
  });
});

describe("the gateway's own pages", () => {
  it.each([
    ['gateway.example', 'https://gateway.example'],
    ['gateway.example', 'http://gateway.example'],
    ['gateway.example:443', 'https://gateway.example'],
    ['GATEWAY.example', 'https://gateway.example'],
    ['10.0.0.7:4000', 'http://10.0.0.7:4000'],
    ['[fd00::7]:4000', 'http://[fd00::7]:4000'],
  ])('of the host %s are those of %s', (host, origin) => expect(production.allowsFor(host, origin)).toBe(true));

  it.each([
    ['gateway.example', 'https://gateway.example:8443'],
    ['gateway.example:4000', 'http://gateway.example'],
    ['gateway.example', 'https://evil.example'],
    ['gateway.example', 'null'],
    [undefined, 'https://gateway.example'],
    ['gateway.example', 'https://gateway.example.evil.com'],
  ])('of the host %s are not those of %s', (host, origin) => expect(production.allowsFor(host, origin)).toBe(false));
});

describe('the names that the gateway answers under', () => {
  it.each([
    'localhost',
    'localhost:4000',
    'LOCALHOST:4000',
    '127.0.0.1',
    '127.0.0.1:80',
    '127.1.2.3:4000',
    '[::1]',
    '[::1]:4000',
  ])('have %s among them in development', (host) => {
    expect(development.answersAs(host, '127.0.0.1')).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:4000',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4000',
    '0.0.0.0:4000',
    '192.168.1.4:4000',
    '128.0.0.1',
    '[::2]:4000',
    '[::ffff:7f00:1]',
    '',
    ' ',
    'localhost@evil.example',
    'localhost:4000:80',
    'localhost, evil.example',
    '127.0.0.1x',
    '127.1',
    '2130706433',
    'localhost#',
  ])('do not have %j among them in development', (host) =>
    expect(development.answersAs(host, '127.0.0.1')).toBe(false),
  );

  it('are never missing', () => expect(development.answersAs(undefined, '127.0.0.1')).toBe(false));

  it('have what HOST says, and the address at which a connection arrived when HOST goes beyond this machine', () => {
    const named = createWebOrigins({ mode: 'development', listensOn: 'gateway.lan', corsOrigins: [] });
    expect([
      named.answersAs('gateway.lan:4000', '192.168.1.4'),
      named.answersAs('192.168.1.4:4000', '192.168.1.4'),
      named.answersAs('localhost', '127.0.0.1'),
    ]).toEqual([true, true, true]);
    expect([
      named.answersAs('192.168.1.5:4000', '192.168.1.4'),
      named.answersAs('evil.example', '192.168.1.4'),
    ]).toEqual([false, false]);
    const open = createWebOrigins({ mode: 'development', listensOn: '::', corsOrigins: [] });
    expect([
      open.answersAs('192.168.1.4', '::ffff:192.168.1.4'),
      open.answersAs('[fd00::7]:4000', 'fd00::7'),
      open.answersAs('evil.example', 'fd00::7'),
    ]).toEqual([true, true, false]);
    expect(development.answersAs('192.168.1.4', '192.168.1.4')).toBe(false);
  });

  it('are any in production, where a proxy has chosen them', () =>
    expect(production.answersAs('gateway.example', '10.0.0.7')).toBe(true));
});
