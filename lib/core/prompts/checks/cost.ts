import { TokenPrices } from '../../../contract/index';
import { TokenUsage } from '../answers/model-answer';

const MILLION = 1_000_000;

/** Dollars that an answer cost. Cached tokens are among the prompt's, as OpenAI counts them. */
export function costOf({ promptTokens, completionTokens, cachedTokens = 0 }: TokenUsage, prices: TokenPrices): number {
  const cached = Math.min(cachedTokens, promptTokens);
  const input = (promptTokens - cached) * prices.input + cached * (prices.cachedInput ?? prices.input);
  return (input + completionTokens * prices.output) / MILLION;
}
