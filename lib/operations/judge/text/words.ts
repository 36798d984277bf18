import { Guardrail, Judgement } from '../../../contract/judge';
import { Colors } from '../../terminal';
import { percentText } from './numbers';

export function verdictText(verdict: Judgement['verdict'], colors: Colors): string {
  switch (verdict) {
    case 'PASS':
      return colors.green(verdict);
    case 'FAIL':
      return colors.red(verdict);
    case 'INSUFFICIENT_DATA':
      return colors.yellow(verdict);
    default:
      return verdict satisfies never;
  }
}

/** `errors: may be 1.25 times the control's, bad from 2 times and 1% on, good up to 0.1%; rollback from 5 events` */
export function guardrailText(rule: Guardrail): string {
  const { name, kind, tolerance, badRatio, floor, ceiling, minBadEvents, rollbackOnly, weight } = rule;
  const limits = [
    `${name}${name === kind ? '' : ` (${kind})`}: may be ${tolerance} times the control's`,
    `bad from ${badRatio} times${ceiling > 0 ? ` and ${percentText(ceiling)}` : ''}`,
    ...(floor > 0 ? [`good up to ${percentText(floor)}`] : []),
    `rolls back from ${minBadEvents} events on`,
    ...(rollbackOnly ? ['does not hold up a promotion'] : []),
    ...(weight === 1 ? [] : [`weight ${weight}`]),
  ];
  return limits.join(', ');
}
