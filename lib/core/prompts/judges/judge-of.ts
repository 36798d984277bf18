import { PromptJudgeSpec } from '../../../contract/index';

/** Of several judges the first one that judges the type; undefined when none does. */
export function judgeOf<Judge extends Pick<PromptJudgeSpec, 'types'>>(
  judges: readonly Judge[],
  type: string,
): Judge | undefined {
  return judges.find(({ types }) => types.includes(type));
}
