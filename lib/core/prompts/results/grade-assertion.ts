import { Answered, Grade, impossible, negated, PromptTools } from '../checks/native-check';
import { NATIVE_CHECKS } from '../checks/native-checks';
import { Judgement } from '../judges/judgement';
import { SingleAssertion } from '../read/assertion';
import { own } from '../records';

/** An assertion with its grade. */
export interface Graded {
  readonly assertion: SingleAssertion;
  readonly grade: Grade;
  /** It does not count: nobody requires this judge. */
  readonly advisory: boolean;
  /** Its judge said nothing, so the grade is none. */
  readonly undecided: boolean;
  readonly said?: readonly string[];
}

/** What answers are graded with. */
export interface Grading {
  readonly answered: Answered;
  readonly tools: PromptTools;
  /** By index of the assertion; one that is missing is undecided. */
  readonly judgements: Readonly<Record<string, Judgement>>;
}

export function gradeAssertion(assertion: SingleAssertion, grading: Grading): Graded {
  if (assertion.kind === 'judged') return judged(assertion, grading.judgements);
  const grade = NATIVE_CHECKS[assertion.type].grade(assertion, grading.answered, grading.tools);
  return { assertion, grade: turned(assertion, grade), advisory: false, undecided: false };
}

function judged(
  assertion: SingleAssertion & { kind: 'judged' },
  judgements: Readonly<Record<string, Judgement>>,
): Graded {
  const judgement = own(judgements, assertion.index);
  const advisory = !assertion.required;
  if (judgement?.kind !== 'judged') {
    return { assertion, grade: impossible(judgement?.reason ?? 'no judge was asked'), advisory, undecided: true };
  }
  return { assertion, grade: turned(assertion, judgement), advisory, undecided: false, said: judgement.said };
}

function turned(assertion: SingleAssertion, grade: Grade): Grade {
  return assertion.negated ? negated(grade) : grade;
}
