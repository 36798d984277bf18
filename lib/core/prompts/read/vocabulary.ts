import { JudgeKind } from '../../../contract/index';
import { editDistance } from '../scores/edit-distance';

/** Types of promptfoo's vocabulary that are judged here, from the answer alone. */
export const NATIVE_TYPES = [
  'equals',
  'contains',
  'icontains',
  'contains-any',
  'contains-all',
  'icontains-any',
  'icontains-all',
  'starts-with',
  'regex',
  'is-json',
  'contains-json',
  'is-xml',
  'contains-xml',
  'levenshtein',
  'rouge-n',
  'bleu',
  'gleu',
  'word-count',
  'latency',
  'cost',
  'perplexity',
  'perplexity-score',
  'finish-reason',
  'is-refusal',
  'is-valid-function-call',
  'is-valid-openai-function-call',
  'is-valid-openai-tools-call',
  'tool-call-f1',
] as const;
export type NativeType = (typeof NATIVE_TYPES)[number];

/**
 * Types that are judged elsewhere. With the user are those that are code, that ask another service, that need traces, and those that
 * cannot be done exactly in little code: METEOR needs WordNet, SQL and HTML a grammar.
 */
export const JUDGED_TYPES: Readonly<Record<string, JudgeKind>> = {
  'llm-rubric': 'model',
  'g-eval': 'model',
  factuality: 'model',
  'model-graded-closedqa': 'model',
  'model-graded-factuality': 'model',
  'answer-relevance': 'model',
  'context-faithfulness': 'model',
  'context-recall': 'model',
  'context-relevance': 'model',
  'conversation-relevance': 'model',
  similar: 'embedding',
  'similar:cosine': 'embedding',
  'similar:dot': 'embedding',
  'similar:euclidean': 'embedding',
  moderation: 'policy',
  guardrails: 'policy',
  javascript: 'user',
  python: 'user',
  ruby: 'user',
  webhook: 'user',
  classifier: 'user',
  pi: 'user',
  meteor: 'user',
  'is-html': 'user',
  'contains-html': 'user',
  'is-sql': 'user',
  'contains-sql': 'user',
  'search-rubric': 'user',
  'skill-used': 'user',
  'trace-span-count': 'user',
  'trace-span-duration': 'user',
  'trace-error-spans': 'user',
  'trajectory:tool-used': 'user',
  'trajectory:tool-args-match': 'user',
  'trajectory:tool-sequence': 'user',
  'trajectory:step-count': 'user',
  'trajectory:goal-success': 'user',
};

/** Types whose value is a program or an address: templates in them are not filled in, because `{{` means something there. */
export const CODE_TYPES: ReadonlySet<string> = new Set(['javascript', 'python', 'ruby', 'webhook']);

/** Judged types that say nothing without a value. */
export const VALUE_TYPES: ReadonlySet<string> = new Set([
  ...CODE_TYPES,
  'llm-rubric',
  'g-eval',
  'factuality',
  'model-graded-closedqa',
  'model-graded-factuality',
  'similar',
  'similar:cosine',
  'similar:dot',
  'similar:euclidean',
]);

/** Judged types whose threshold is no share. */
export const UNBOUNDED_TYPES: ReadonlySet<string> = new Set(['similar:dot', 'similar:euclidean']);

/** Types of promptfoo that make no sense of one model's answer, and why. */
export const REFUSED_TYPES: Readonly<Record<string, string>> = {
  'select-best': 'it compares the answers of several prompts; give each prompt assertions of its own',
  'max-score': 'it compares the answers of several prompts; give each prompt assertions of its own',
};

export const SET_TYPE = 'assert-set';
const NOT = 'not-';

/** A type without its `not-`. */
export interface TypeName {
  readonly type: string;
  readonly negated: boolean;
}

export function typeNameOf(text: string): TypeName {
  return text.startsWith(NOT) ? { type: text.slice(NOT.length), negated: true } : { type: text, negated: false };
}

export function isNative(type: string): type is NativeType {
  return (NATIVE_TYPES as readonly string[]).includes(type);
}

export function isKnown(type: string): boolean {
  return isNative(type) || Object.hasOwn(JUDGED_TYPES, type) || Object.hasOwn(REFUSED_TYPES, type) || type === SET_TYPE;
}

/** The known name with the fewest edits to an unknown one. */
export function nearestType(unknown: string): string {
  const { type, negated } = typeNameOf(unknown);
  const nearest = nearestOf(type, [...NATIVE_TYPES, ...Object.keys(JUDGED_TYPES), SET_TYPE]);
  return negated && nearest !== SET_TYPE ? NOT + nearest : nearest;
}

/** Of some names the one with the fewest edits to an unknown one; the first of several. */
export function nearestOf(unknown: string, names: readonly string[]): string {
  const [nearest] = names
    .map((name) => ({ name, edits: editDistance(unknown.toLowerCase(), name) }))
    .sort((one, two) => one.edits - two.edits);
  return nearest.name;
}
