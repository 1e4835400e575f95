const shared = {
  setupFilesAfterEnv: ['<rootDir>/test/support/timeout.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['dist/', 'dist-dev/', '.state/', 'lab/peers/servers/node_modules/'].map(
    (folder) => `<rootDir>/${folder}`,
  ),
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...shared,
      displayName: 'servers',
      testMatch: ['<rootDir>/test/{contract,integration,e2e}/**/*.test.ts'],
      globalSetup: '<rootDir>/test/support/start-servers.mjs',
      globalTeardown: '<rootDir>/test/support/stop-servers.mjs',
    },
  ],
  maxWorkers: 2,
  // On Node 20, every AsyncLocalStorage that a test file has made stays enabled in its worker, and each promise visits
  // all of them: after a hundred files, seeding takes ten times as long. A worker that has grown is replaced.
  workerIdleMemoryLimit: '1GB',
  // A worker without open handles still takes a second or more to free its heap on a busy machine. Jest's half a second
  // reported such workers as leaking.
  workerGracefulExitTimeout: 15_000,
  // `npm run coverage`: coverage/index.html, and a table on the terminal.
  coverageDirectory: 'coverage',
  coverageReporters: ['html', 'text-summary', 'lcovonly'],
  collectCoverageFrom: ['{src,stack,lab}/**/*.ts', '!src/**/generated/**', '!lab/page/**'],
  coverageProvider: 'v8',
};
