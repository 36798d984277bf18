import { Expected, PromptTest } from '../../item';
import { Entry, isMembers, isText, Members } from '../entry';
import { Malformed } from '../malformed';
import { jsonRequest } from '../requests';
import { ItemParts, label, Shape } from '../shape';
import { testOfRow } from './promptfoo-csv';

/**
 * Tests of promptfoo: elements of `tests` of its configuration, or rows of a file of tests (YAML, JSON, JSON Lines, CSV with
 * `__expected` columns). Format: "Test Case Configuration" of promptfoo's documentation. Assertions are kept as they are, for the check
 * of prompts. Without it, the variables are what is sent, and a single `equals` is what is right.
 */
export const PROMPTFOO: Shape = {
  name: 'promptfoo',
  matches: ({ value, row }) =>
    row === undefined
      ? isMembers(value.vars) || (isText(value.vars) && Array.isArray(value.assert))
      : row.columns?.some((column) => /^__expected\d*$/.test(column)) === true,
  read: (entry) => (entry.row === undefined ? partsOf(testOf(entry.value), entry.kept.vars) : partsOfRow(entry.row)),
};

function partsOfRow(row: NonNullable<Entry['row']>): ItemParts {
  const test = testOfRow(row.columns ?? [], row.cells);
  return partsOf(test, test.vars);
}

function testOf(value: Members): PromptTest {
  if (!isMembers(value.vars)) {
    throw new Malformed('vars must be an object of variables; copy those of the file that it names into the test');
  }
  if (value.assert !== undefined && !Array.isArray(value.assert)) {
    throw new Malformed('assert must be a list; write - type: … below it');
  }
  return value as unknown as PromptTest;
}

function partsOf(test: PromptTest, keptVars: unknown): ItemParts {
  const { metadata } = test;
  const expected = expectedOf(test.assert ?? []);
  return {
    test,
    request: jsonRequest(keptVars),
    ...(expected === undefined ? {} : { expected }),
    ...(isText(metadata?.category) ? { category: metadata.category } : {}),
    ...(metadata?.critical === true || metadata?.critical === 'true' ? { critical: true } : {}),
  };
}

/** The value of a single `equals` without variables in it: anything else is more than being equal. */
function expectedOf(assertions: readonly unknown[]): Expected | undefined {
  if (assertions.length !== 1) return undefined;
  const [assertion] = assertions;
  if (isText(assertion)) return equalOfText(assertion);
  if (!isMembers(assertion) || assertion.type !== 'equals' || assertion.value === undefined) return undefined;
  const isTemplate = isText(assertion.value) && assertion.value.includes('{{');
  return isTemplate ? undefined : label(assertion.value);
}

/** Types that need no value, and so no colon. */
const TYPE_ALONE = /^(not-)?(is|contains)-[a-z-]+(\([^)]*\))?$/;

/** Text without a type before a colon is compared as it is. */
function equalOfText(text: string): Expected | undefined {
  if (TYPE_ALONE.test(text.trim()) || text.includes('{{')) return undefined;
  const [, type, value] = /^(?:([a-z][a-z0-9-]*)(?:\([^)]*\))?:)?\s*([^]*)$/.exec(text) ?? [];
  return type === undefined || type === 'equals' ? label(value) : undefined;
}
