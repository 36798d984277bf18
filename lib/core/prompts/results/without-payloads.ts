import { FailingAssertion, TestResult } from './test-result';

/** A result without what the model or a judge said, or what was expected. */
export function withoutPayloads(result: TestResult): TestResult {
  return { ...without('output', result), failing: result.failing.map((each) => without('details', each)) };
}

function without<T extends TestResult | FailingAssertion>(name: keyof T & string, value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([member]) => member !== name)) as unknown as T;
}
