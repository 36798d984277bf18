// Known: the suite runs on Node 20 on purpose, because the package supports it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// The CDK's CloudFormation rules take half of the time of a synth; test/model/cloudformation-rules.test.ts has them on.
process.env.CDK_VALIDATION = 'false';
// Where each construct was made is nothing that a test asks for, and a fifth of a synth: jest maps every stack trace to its sources.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });

/** Sources are transformed by swc (fast); types are checked by `npm run typecheck`. @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'], // .ts first: a stale lib/index.js must never win
  testEnvironmentOptions: { customExportConditions: ['bluegreen-source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Hundreds of whole releases: `npm run test:releases`, which CI runs too.
  testPathIgnorePatterns: ['/node_modules/', '/long/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/dist-jsii', 'cdk.out'],
  maxWorkers: '100%', // jest leaves one core idle, which is half of a small CI machine
  testTimeout: 30_000, // synthesizing and starting processes takes its time on a busy machine
  collectCoverageFrom: ['lib/core/**/*.ts', 'lib/handlers/**/*.ts', '!**/*.d.ts'], // .d.ts: jsii writes them beside
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: { './lib/core/': { lines: 95 }, './lib/handlers/': { lines: 95 } },
};
