import { Clock } from '../../clock';
import { AwsError } from '../service';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds between two times of `rate(5 minutes)`. Throws 501 for `cron(…)`, and as EventBridge for what is neither. */
export function rateMs(expression: string): number {
  if (expression.startsWith('cron(')) {
    throw new AwsError('NotImplemented', `schedule ${expression} is not emulated, only rate(…) is`, 501);
  }
  const [, digits = '', unit = '', plural = ''] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const count = Number(digits);
  // EventBridge takes `rate(1 minute)` and `rate(2 minutes)`, and neither the other way round (user guide, "Rate expressions").
  if (count === 0 || (count === 1) !== (plural === '')) {
    throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  }
  return count * UNIT_MS[unit];
}

/** Calls back at the rates of rules, the first time one interval after a rule was made or got another rate. */
export class Schedules {
  private readonly running = new Map<string, { readonly everyMs: number; cancel: () => void }>();

  constructor(private readonly clock: Clock) {}

  /** @param everyMs undefined ends it */
  set(name: string, everyMs: number | undefined, fire: () => void): void {
    if (this.running.get(name)?.everyMs === everyMs) return;
    this.running.get(name)?.cancel();
    this.running.delete(name);
    if (everyMs !== undefined) this.start(name, everyMs, fire);
  }

  private start(name: string, everyMs: number, fire: () => void): void {
    const begun = this.clock.now();
    const schedule = { everyMs, cancel: () => undefined as void };
    this.running.set(name, schedule);
    const next = (count: number) => {
      schedule.cancel = this.clock.at(begun + count * everyMs, () => {
        next(count + 1);
        fire();
      });
    };
    next(1);
  }
}
