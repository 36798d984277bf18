import { ModelAnswer, outputOf } from '../../../lib/core/prompts/answers/model-answer';
import { Answered, Given, Grade } from '../../../lib/core/prompts/checks/native-check';
import { NATIVE_CHECKS } from '../../../lib/core/prompts/checks/native-checks';
import { NativeType } from '../../../lib/core/prompts/read/vocabulary';
import { TOOLS } from './tools';

export function answered(answer: Partial<ModelAnswer>, members: Partial<Answered> = {}): Answered {
  const whole = { text: '', toolCalls: [], ...answer };
  return { answer: whole, output: outputOf(whole), latencyMs: 120, ...members };
}

export function grade(type: NativeType, given: Given, answer: string | Answered): Grade {
  return NATIVE_CHECKS[type].grade(given, typeof answer === 'string' ? answered({ text: answer }) : answer, TOOLS);
}

export const CITY = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } };
export const weather = (args: string, name = 'get_weather') => ({ name, arguments: args });
export const offered = { tools: [{ type: 'function', function: { name: 'get_weather', parameters: CITY } }] };
