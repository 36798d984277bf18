import { NativeType } from '../read/vocabulary';
import { JSON_CHECKS } from './json-checks';
import { MEASURE_CHECKS } from './measure-checks';
import { NativeCheck } from './native-check';
import { REFUSAL_CHECKS } from './refusal-check';
import { SCORE_CHECKS } from './score-checks';
import { TEXT_CHECKS } from './text-checks';
import { TOOL_CHECKS } from './tool-checks';
import { XML_CHECKS } from './xml-checks';

/** Every type that is judged here. */
export const NATIVE_CHECKS: Readonly<Record<NativeType, NativeCheck>> = {
  ...TEXT_CHECKS,
  ...JSON_CHECKS,
  ...XML_CHECKS,
  ...SCORE_CHECKS,
  ...MEASURE_CHECKS,
  ...REFUSAL_CHECKS,
  ...TOOL_CHECKS,
};
