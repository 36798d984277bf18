import { holds } from '../choice/holds';
import { ChoiceState, FailState, PassState, SucceedState } from '../definition/state-machine';
import { effectiveInput, filteredInput, filteredOutput, stateOutput } from '../execution/data-flow';
import { Transition } from '../execution/recovery';
import { Visit, scopeOf } from '../execution/scope';
import { StateFailure, runtimeFailure } from '../failure';
import { evaluate } from '../intrinsics/evaluate';
import { Expression } from '../intrinsics/expression';
import { Json } from '../json';

/** Pass: its Result (also `false`, 0 and null) or else its input. */
export function runPass(state: PassState, raw: Json, visit: Visit): Transition {
  const result = state.Result === undefined ? effectiveInput(state, raw, visit) : state.Result;
  return { output: stateOutput(state, raw, result, visit), next: state.Next };
}

/** Choice: the first rule that holds, else Default. Unmatched data is a `States.Runtime` failure, see `runtimeFailure`. */
export function runChoice(state: ChoiceState, raw: Json, visit: Visit): Transition {
  const input = filteredInput(state, raw, visit);
  const scope = scopeOf(visit, input);
  const next = state.Choices.find(({ condition }) => holds(condition, scope))?.next ?? state.Default;
  if (next === undefined)
    throw runtimeFailure('no choice rule matched and there is no Default (States.NoChoiceMatched)');
  return { output: filteredOutput(state, input, visit), next };
}

export function runSucceed(state: SucceedState, raw: Json, visit: Visit): Transition {
  return { output: filteredOutput(state, filteredInput(state, raw, visit), visit), next: undefined };
}

export function runFail(state: FailState, raw: Json, visit: Visit): never {
  const error = state.ErrorPath === undefined ? state.Error : text(state.ErrorPath, raw, visit, 'ErrorPath');
  const cause = state.CausePath === undefined ? state.Cause : text(state.CausePath, raw, visit, 'CausePath');
  throw new StateFailure(error, cause);
}

function text(expression: Expression, raw: Json, visit: Visit, field: string): string {
  const value = evaluate(expression, scopeOf(visit, raw), field);
  if (typeof value === 'string') return value;
  throw runtimeFailure(`${field} must give a string, got ${JSON.stringify(value)}`);
}
