import { Check } from '../../lib';
import { modelTemplate } from '../helpers/model-stack';
import { Definition, stateMachineDefinition } from '../helpers/state-machine-definition';

const IS_RETURN = { Variable: '$.release.isReturn', BooleanEquals: true };

/** Where a choice leads a return, and where a release. */
function branches({ States }: Definition, name: string) {
  const { Choices: [choice] = [], Default } = States[name];
  expect(choice).toMatchObject(IS_RETURN);
  return { return: choice.Next, release: Default };
}

describe('a model that is warmed up', () => {
  const body = { amount: 1 };
  const warmUp = (name: string) => Check.warmUp({ name, requests: [{ body }] });
  const checks = [Check.smoke({ requests: [{ body }] }), warmUp('warm-up'), warmUp('warm-more')];
  const definition = stateMachineDefinition(modelTemplate({ checks }));

  test('warms a return, and leaves all other checks out of it', () => {
    expect(branches(definition, 'Return?')).toEqual({ return: 'Check: warm-up', release: 'Announce checking' });
    expect(definition.States['Passed: warm-up?'].Choices?.[0].Next).toBe('Check: warm-more');
    expect(definition.States['Passed: warm-more?'].Choices?.[0].Next).toBe('Warm return?');
    expect(branches(definition, 'Warm return?')).toMatchObject({ return: 'Announce shifting' });
    expect(branches(definition, 'Warm return?').release).toMatch(/^Check: /);
  });

  test('tells the ledger which checks a return leaves out', () => {
    const { checks: left } = definition.States.Prepare.Parameters?.Payload as { checks: string[] };
    expect(left).toEqual(expect.arrayContaining(['parity', 'smoke']));
    expect(left.filter((name) => name.startsWith('warm'))).toEqual([]);
  });
});

test('a model without warm-up goes from the rollout to the traffic', () => {
  const definition = stateMachineDefinition(modelTemplate({}));
  expect(branches(definition, 'Return?')).toEqual({ return: 'Announce shifting', release: 'Announce checking' });
  expect(definition.States).not.toHaveProperty('Warm return?');
});
