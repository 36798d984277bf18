import { RouteConditions, RoutingTable } from '../../../lib/rehearsal/aws/routing';
import { cohortCallers, cohortFacts } from '../../../lib/rehearsal/run/cohort-callers';
import { ModelView } from '../../../lib/rehearsal/run/model-view';

const TABLE = {} as RoutingTable;

function modelWith(conditions: RouteConditions | undefined): ModelView {
  const rule = conditions && {
    ruleArn: 'rule/cohort',
    priority: 1,
    conditions,
    action: { kind: 'forward', groups: [] },
  };
  return { cohortRule: () => rule } as unknown as ModelView;
}

describe('callers of a cohort', () => {
  test('send its header with its first value', () => {
    const model = modelWith({ paths: ['/*'], headers: [{ name: 'x-model-cohort', values: ['beta', 'staff'] }] });
    expect(cohortCallers(model, TABLE, 10)).toEqual({ headers: { 'x-model-cohort': 'beta' }, percent: 10 });
  });

  test('send its cookie alone', () => {
    const model = modelWith({ headers: [{ name: 'cookie', values: ['*cohort=beta', '*cohort=beta;*'] }] });
    expect(cohortCallers(model, TABLE, 5)).toEqual({ headers: { cookie: 'cohort=beta' }, percent: 5 });
  });

  test.each([
    ['of a model that has none', modelWith(undefined), 10],
    ['of a load without them', modelWith({ headers: [{ name: 'x', values: ['y'] }] }), 0],
  ])('are not there: %s', (_name, model, percent) => {
    expect(cohortCallers(model, TABLE, percent)).toBeUndefined();
  });
});

describe('facts of a cohort', () => {
  const total = (ip: string, sent: number, failed: number) => ({ ruleArn: 'r', targetGroupArn: 'g', ip, sent, failed });

  test('are its requests by version, and its failures', () => {
    const totals = [total('old', 7, 0), total('new', 3, 1), total('new', 2, 0), total('', 0, 4)];
    const facts = cohortFacts({ headers: {}, percent: 10 }, totals, ({ ip }) => ip);
    expect(facts).toEqual({ percent: 10, byVersion: { old: 7, new: 5 }, failed: 5 });
  });

  test('are null without callers of it', () => {
    expect(cohortFacts(undefined, [], () => '1.2')).toBeNull();
  });
});
