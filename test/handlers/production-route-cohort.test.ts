import { allOn, ProductionRouteProperties } from '../../lib/contract';
import { forwardToBoth, forwardToOnly, notLiveYet } from '../../lib/core/traffic/rule-action';
import { ledgerIn, MODEL } from '../core/ledger/ledgers';
import { request, STACK } from './world/cfn-request';
import { GROUPS, Listener, properties, tagsOf } from './world/listener';

const callers = (value: string) =>
  JSON.stringify([{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-cohort', Values: [value] } }]);

const withCohort = (members: Partial<ProductionRouteProperties> = {}) =>
  properties({ CohortPriority: '9', CohortConditions: callers('beta'), ...members });

const PRODUCTION = 'arn:rule/2';
const COHORT = 'arn:rule/1';
const COHORT_TAGS = tagsOf(STACK, 'Resource/cohort');
const onBlue = [forwardToOnly(GROUPS, 'blue')];
const onGreen = [forwardToOnly(GROUPS, 'green')];

const update = (now: ProductionRouteProperties, old: ProductionRouteProperties, PhysicalResourceId = PRODUCTION) =>
  request('Update', now, { PhysicalResourceId, OldResourceProperties: { ServiceToken: 'arn:function', ...old } });

/** A listener with both rules of a model that is live in blue. */
async function live(): Promise<Listener> {
  const listener = new Listener();
  await listener.call(request('Create', withCohort()));
  for (const rule of listener.rules) rule.Actions = onBlue;
  return listener;
}

const ruleOf = (listener: Listener, arn: string) => listener.rule(arn);

test('Create makes both rules, which answer 503, and finds them again', async () => {
  const listener = new Listener();
  const first = await listener.call(request('Create', withCohort()));
  expect(first).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: PRODUCTION,
    Data: { RuleArn: PRODUCTION, CohortRuleArn: COHORT },
  });
  expect(ruleOf(listener, COHORT)).toMatchObject({
    Priority: '9',
    Conditions: JSON.parse(callers('beta')),
    Actions: [notLiveYet(MODEL)],
    Tags: COHORT_TAGS,
  });
  await expect(listener.call(request('Create', withCohort()))).resolves.toEqual(first);
  expect(listener.rules).toHaveLength(2);
});

test.each([
  ['fails when the priority of the cohort is taken', '9', []],
  ['fails when the priority of the production rule is taken', '10', [COHORT]],
])('Create %s, and its Delete leaves nothing', async (_name, Priority, left) => {
  const listener = new Listener();
  const theirs = { RuleArn: 'arn:rule/theirs', ListenerArn: 'arn:listener', Priority, Tags: [] };
  listener.rules.push(theirs);
  const answer = await listener.call(request('Create', withCohort()));
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('PriorityInUse') });
  expect(listener.rules).toHaveLength(1 + left.length);
  const gone = request('Delete', withCohort(), { PhysicalResourceId: answer.PhysicalResourceId });
  await expect(listener.call(gone)).resolves.toMatchObject({ Status: 'SUCCESS' });
  expect(listener.rules).toEqual([theirs]);
});

describe('Update', () => {
  test('without a change makes no change', async () => {
    const listener = await live();
    await expect(listener.call(update(withCohort(), withCohort()))).resolves.toMatchObject({
      Data: { RuleArn: PRODUCTION, CohortRuleArn: COHORT },
    });
    expect(listener.modified).toEqual([]);
  });

  test('changes who is in the cohort, never where it is led', async () => {
    const listener = await live();
    await listener.call(update(withCohort({ CohortConditions: callers('staff') }), withCohort()));
    expect(listener.modified).toEqual([{ RuleArn: COHORT, Conditions: JSON.parse(callers('staff')) }]);
    expect(ruleOf(listener, COHORT).Actions).toBe(onBlue);
  });

  test('changes both priorities in one call: one may take the place of the other', async () => {
    const listener = await live();
    await listener.call(update(withCohort({ Priority: '9', CohortPriority: '8' }), withCohort()));
    expect(listener.modified).toEqual([
      {
        RulePriorities: [
          { RuleArn: PRODUCTION, Priority: 9 },
          { RuleArn: COHORT, Priority: 8 },
        ],
      },
    ]);
  });

  test('finds the cohort at its new priority when it is repeated', async () => {
    const listener = await live();
    const event = update(withCohort({ CohortPriority: '7' }), withCohort());
    const first = await listener.call(event);
    await expect(listener.call(event)).resolves.toEqual(first);
    expect(listener.rules).toHaveLength(2);
  });

  test('adds a cohort that does what the production rule does', async () => {
    const listener = await Listener.live();
    const event = update(withCohort(), properties(), 'arn:rule/1');
    await expect(listener.call(event)).resolves.toMatchObject({
      PhysicalResourceId: 'arn:rule/1',
      Data: { RuleArn: 'arn:rule/1', CohortRuleArn: 'arn:rule/2' },
    });
    expect(ruleOf(listener, 'arn:rule/2')).toMatchObject({
      Actions: [forwardToBoth(GROUPS, allOn('blue'))],
      Tags: COHORT_TAGS,
    });
    await expect(listener.call(event)).resolves.toMatchObject({ Status: 'SUCCESS' });
    expect(listener.rules).toHaveLength(2);
  });

  test('takes the cohort away at once, so that its callers follow the production rule, which may have its place', async () => {
    const listener = await live();
    const answer = await listener.call(update(properties({ Priority: '9' }), withCohort()));
    expect(answer.Data).toEqual({ RuleArn: PRODUCTION });
    expect(listener.rules.map(({ RuleArn, Priority }) => [RuleArn, Priority])).toEqual([[PRODUCTION, '9']]);
  });

  test('makes a cohort again that somebody deleted', async () => {
    const listener = await live();
    listener.rules.splice(0, 1);
    await expect(listener.call(update(withCohort(), withCohort()))).resolves.toMatchObject({
      Data: { CohortRuleArn: 'arn:rule/3' },
    });
    expect(ruleOf(listener, 'arn:rule/3').Actions).toEqual(onBlue);
  });

  test('fails for a target group that only the cohort is led to', async () => {
    const listener = await live();
    ruleOf(listener, COHORT).Actions = onGreen;
    const event = update(withCohort({ GreenTargetGroupArn: 'arn:tg/new' }), withCohort());
    await expect(listener.call(event)).resolves.toMatchObject({ Status: 'FAILED' });
  });

  test('to another listener takes over what both do', async () => {
    const listener = await live();
    ruleOf(listener, COHORT).Actions = onGreen;
    const answer = await listener.call(update(withCohort({ ListenerArn: 'arn:other' }), withCohort()));
    expect(answer.Data).toEqual({ RuleArn: 'arn:rule/3', CohortRuleArn: 'arn:rule/4' });
    expect(ruleOf(listener, 'arn:rule/3')).toMatchObject({ ListenerArn: 'arn:other', Actions: onBlue });
    expect(ruleOf(listener, 'arn:rule/4')).toMatchObject({ ListenerArn: 'arn:other', Actions: onGreen });
  });

  test('deletes both rules that a move left behind, and none of the others', async () => {
    const listener = await live();
    await listener.call(update(withCohort({ ListenerArn: 'arn:other' }), withCohort()));
    await listener.call(request('Delete', withCohort(), { PhysicalResourceId: PRODUCTION }));
    expect(listener.rules.map(({ ListenerArn }) => ListenerArn)).toEqual(['arn:other', 'arn:other']);
  });
});

describe('while a release holds the lock', () => {
  test.each([
    ['adds a cohort', withCohort(), properties()],
    ['takes the cohort away', properties(), withCohort()],
    ['has other callers', withCohort({ CohortConditions: callers('staff') }), withCohort()],
  ])('fails when an update %s, and changes nothing', async (_name, now, old) => {
    const listener = await live();
    listener.world.setLedger(ledgerIn('shifting'));
    const before = structuredClone(listener.rules);
    await expect(listener.call(update(now, old))).resolves.toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/the cohort must stay .* while release v2-release .* deploy again/),
    });
    expect(listener.rules).toEqual(before);
  });

  test('changes the priority of the cohort all the same', async () => {
    const listener = await live();
    listener.world.setLedger(ledgerIn('shifting'));
    const event = update(withCohort({ CohortPriority: '8' }), withCohort());
    await expect(listener.call(event)).resolves.toMatchObject({ Status: 'SUCCESS' });
  });

  test('a stack that rolls back takes the cohort away, and brings one back on the stable side', async () => {
    const listener = await live();
    listener.world.setLedger(ledgerIn('shifting'));
    listener.world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    ruleOf(listener, PRODUCTION).Actions = [forwardToBoth(GROUPS, { blue: 90, green: 10 })];
    await expect(listener.call(update(properties(), withCohort()))).resolves.toMatchObject({ Status: 'SUCCESS' });
    expect(listener.rules).toHaveLength(1);
    await listener.call(update(withCohort(), properties()));
    expect(ruleOf(listener, 'arn:rule/3').Actions).toEqual(onBlue);
  });
});

test('Delete removes both rules, and is harmless when they, or their listener, are gone', async () => {
  const listener = await live();
  for (let time = 1; time <= 2; time++) {
    const event = request('Delete', withCohort(), { PhysicalResourceId: PRODUCTION });
    await expect(listener.call(event)).resolves.toMatchObject({ Status: 'SUCCESS' });
  }
  expect(listener.rules).toEqual([]);
  listener.isGone = true;
  const event = request('Delete', withCohort(), { PhysicalResourceId: PRODUCTION });
  await expect(listener.call(event)).resolves.toMatchObject({ Status: 'SUCCESS' });
});

test('finds the cohort among more rules than one call tells the tags of', async () => {
  const listener = await live();
  for (let count = 0; count < 45; count++)
    listener.rules.unshift({ RuleArn: `arn:theirs/${count}`, ListenerArn: 'arn:listener', Priority: `${100 + count}` });
  await listener.call(update(properties(), withCohort()));
  expect(listener.rule(COHORT)).toBeUndefined();
});
