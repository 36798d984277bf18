const base = require('./jest.config');

/** Whole releases and rehearsals in depth: every way in which one can end, go wrong, die or be interrupted. @type {import('jest').Config} */
module.exports = {
  ...base,
  testMatch: ['**/long/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
