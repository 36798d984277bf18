/** Sources are transformed by swc (fast); types are checked by `npm run typecheck`. */
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
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/dist-jsii', 'cdk.out'],
  collectCoverageFrom: ['lib/core/**/*.ts', 'lib/handlers/**/*.ts'],
};
