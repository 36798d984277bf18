import { GuardrailEvidence } from '../../../lib/contract/judge';
import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';
import { sufficientTraffic } from '../../../lib/core/retrospective/sufficient-traffic';

const ERRORS = guardrail({ name: 'errors', kind: 'errors' });
const SETTINGS = judgeSettings(); // an hour, of which 3 minutes are lag

const evidence = (controlTotal: number, experimentTotal: number, controlEvents: number): GuardrailEvidence => ({
  name: 'errors',
  logE: 0,
  minutes: 10,
  missingMinutes: 0,
  shared: { control: controlTotal, experiment: experimentTotal },
  control: { events: controlEvents, total: controlTotal },
  experiment: { events: 0, total: experimentTotal },
  ...(controlTotal > 0 ? { controlRate: controlEvents / controlTotal } : {}),
});

test('says what a decision takes at the recorded traffic, and the traffic that decides in time', () => {
  const [needed] = sufficientTraffic(SETTINGS, [ERRORS], [evidence(540, 60, 5)], 600);
  expect(needed).toMatchObject({ guardrail: 'errors', requestsPerMinute: 60, share: 0.1 });
  const { toPromote, toRollBack } = needed;
  expect(toPromote?.minutes).toBeGreaterThan(60);
  expect(toRollBack?.minutes).toBeGreaterThan(60);
  // The same share and rate with that much traffic needs no longer than the time there is.
  const factor = (toPromote?.sufficientPerMinute ?? 0) / 60;
  const [enough] = sufficientTraffic(SETTINGS, [ERRORS], [evidence(540 * factor, 60 * factor, 5 * factor)], 600);
  expect(enough.toPromote?.unluckyMinutes).toBeLessThanOrEqual(57);
  expect(enough.toPromote?.unluckyMinutes).toBeGreaterThan(50);
});

test('a version that is good by the floor is never rolled back', () => {
  const [needed] = sufficientTraffic(SETTINGS, [ERRORS], [evidence(540_000, 60_000, 100)], 600);
  expect(needed.toRollBack).toBeUndefined();
  expect(needed.toPromote).toBeDefined();
});

test('two guardrails share the evidence: each takes longer to roll back', () => {
  const other = guardrail({ name: 'other', kind: 'errors' });
  const both = [evidence(540, 60, 5), { ...evidence(540, 60, 5), name: 'other' }];
  const [alone] = sufficientTraffic(SETTINGS, [ERRORS], both, 600);
  const [shared] = sufficientTraffic(SETTINGS, [ERRORS, other], both, 600);
  expect(shared.toRollBack?.minutes).toBeGreaterThan(alone.toRollBack?.minutes ?? Infinity);
  expect(shared.toPromote).toEqual(alone.toPromote);
});

test.each([
  ['the control', evidence(0, 60, 0)],
  ['the experiment', evidence(540, 0, 5)],
])('fails to say anything without traffic of %s', (_side, none) => {
  expect(sufficientTraffic(SETTINGS, [ERRORS], [none], 600)).toEqual([]);
});
