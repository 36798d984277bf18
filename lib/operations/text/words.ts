import { Outcome, VerdictStatus, Weights } from '../../contract';
import { shareOf } from '../../core/traffic/weights';
import { Colors } from '../terminal';

/** Shares in percent, with one decimal where there is one: `blue 90 %, green 10 %`. */
export function sharesText(weights: Weights): string {
  if (weights.blue + weights.green === 0) return 'none: no version is live, the rule answers 503';
  const share = (environment: 'blue' | 'green') => Number(shareOf(weights, environment).toFixed(1));
  return `blue ${share('blue')} %, green ${share('green')} %`;
}

export function outcomeText(outcome: Outcome, colors: Colors): string {
  switch (outcome) {
    case 'promoted':
      return colors.green('promoted');
    case 'rolled-back':
      return colors.yellow('rolled back');
    case 'refused':
      return colors.red('refused');
    default: {
      const never: never = outcome;
      return never;
    }
  }
}

export function verdictText(status: VerdictStatus, colors: Colors): string {
  switch (status) {
    case 'PASS':
      return colors.green('PASS');
    case 'FAIL':
      return colors.red('FAIL');
    case 'INSUFFICIENT_DATA':
      return colors.yellow('NO DATA');
    case 'PENDING':
      return colors.yellow('PENDING');
    default: {
      const never: never = status;
      return never;
    }
  }
}
