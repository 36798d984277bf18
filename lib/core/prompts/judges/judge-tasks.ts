import { JudgeQuestion } from '../../../contract/index';
import { own } from '../records';

/** A text that the judge is shown, under a name in capitals that its task speaks of. */
export interface Material {
  readonly name: string;
  readonly text: string;
}

/** What a model is asked to judge by an assertion of a type. */
export interface JudgeTask {
  /** What it decides. Pinned: a changed word changes what past verdicts meant. */
  readonly instructions: string;
  /** `verdict`: `pass` and `score`; `score`: the assertion's threshold decides. */
  readonly answers: 'verdict' | 'score';
  /** What it is shown besides the answer; a text that is missing is undefined. */
  readonly material: (question: JudgeQuestion) => Readonly<Record<string, string | undefined>>;
}

const prompt = ({ context }: JudgeQuestion) => context.prompt;
const value = ({ assertion }: JudgeQuestion) => textOf(assertion.value);
/** promptfoo's names of the variables that a retrieval hands over. */
const query = ({ context }: JudgeQuestion) => textOf(own(context.vars, 'query')) ?? context.prompt;
const retrieved = ({ context }: JudgeQuestion) => textOf(own(context.vars, 'context'));

const FACTUALITY: JudgeTask = {
  instructions:
    'Compare the facts that ANSWER states about QUESTION with those that REFERENCE states. Style, wording, order and length do not count. ' +
    'pass is false when a fact of ANSWER contradicts REFERENCE, and true when ANSWER states the same facts, some of them, or more. ' +
    'score is 1 for a pass and 0 otherwise.',
  answers: 'verdict',
  material: (question) => ({ QUESTION: prompt(question), REFERENCE: value(question) }),
};

/** By promptfoo's names. */
const TASKS: Readonly<Record<string, JudgeTask>> = {
  'llm-rubric': {
    instructions:
      'Decide whether ANSWER, given to QUESTION, fulfils everything that RUBRIC asks for. ' +
      'score is how far it does, from 0 for not at all to 1 for wholly; pass is true only when it does wholly.',
    answers: 'verdict',
    material: (question) => ({ QUESTION: prompt(question), RUBRIC: value(question) }),
  },
  'g-eval': {
    instructions:
      'Derive from CRITERIA the steps of an evaluation, take them one by one with ANSWER, given to QUESTION, and then score it: ' +
      '0 when it fulfils none of CRITERIA, 1 when it fulfils all of them. Criteria in a list count alike.',
    answers: 'score',
    material: (question) => ({ QUESTION: prompt(question), CRITERIA: value(question) }),
  },
  factuality: FACTUALITY,
  'model-graded-factuality': FACTUALITY,
  'model-graded-closedqa': {
    instructions:
      'Decide whether ANSWER, given to QUESTION, meets CRITERION. pass is true when it does. score is 1 for a pass and 0 otherwise.',
    answers: 'verdict',
    material: (question) => ({ QUESTION: prompt(question), CRITERION: value(question) }),
  },
  'answer-relevance': {
    instructions:
      'Score how far ANSWER addresses what QUESTION asks, whether it is true or not: 1 when all of it is about that, 0 when nothing is. ' +
      'An evasive answer scores 0.',
    answers: 'score',
    material: (question) => ({ QUESTION: query(question) }),
  },
  'conversation-relevance': {
    instructions:
      'Score how far ANSWER fits as the next turn of the conversation in QUESTION: 1 when it follows from what was said, 0 when it is about something else.',
    answers: 'score',
    material: (question) => ({ QUESTION: prompt(question) }),
  },
  'context-faithfulness': {
    instructions:
      'List the claims of ANSWER, given to QUESTION. score is the share of them that CONTEXT supports; what is true but not in CONTEXT is not supported.',
    answers: 'score',
    material: (question) => ({ QUESTION: query(question), CONTEXT: retrieved(question) }),
  },
  'context-recall': {
    instructions: 'List the sentences of REFERENCE. score is the share of them that CONTEXT alone supports.',
    answers: 'score',
    material: (question) => ({ CONTEXT: retrieved(question), REFERENCE: value(question) }),
  },
  'context-relevance': {
    instructions: 'List the sentences of CONTEXT. score is the share of them that are needed to answer QUESTION.',
    answers: 'score',
    material: (question) => ({ QUESTION: query(question), CONTEXT: retrieved(question) }),
  },
};

/** The task of a type; undefined for one that no model judges. */
export function judgeTask(type: unknown): JudgeTask | undefined {
  return typeof type === 'string' ? own(TASKS, type) : undefined;
}

/** Everything that a judge is shown, the answer last; undefined when a part is missing. */
export function materialOf(task: JudgeTask, question: JudgeQuestion): readonly Material[] | undefined {
  const parts = Object.entries({ ...task.material(question), ANSWER: question.output });
  const given = parts.flatMap(([name, text]) => (text === undefined ? [] : [{ name, text }]));
  return given.length === parts.length ? given : undefined;
}

/** What is no text is shown as JSON. */
function textOf(given: unknown): string | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  return typeof given === 'string' ? given : JSON.stringify(given);
}
