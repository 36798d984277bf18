import { Check, CheckMode, PromptEndpoint, PromptSuite } from '../../lib';
import { modelTemplate } from '../helpers/model-stack';
import { Definition, State, stateMachineDefinition } from '../helpers/state-machine-definition';

function definitionOf(mode?: CheckMode): Definition {
  const check = Check.prompts({
    name: 'chat',
    suite: PromptSuite.fromInline({ prompts: ['Hi'], tests: [{ assert: ['contains:hello'] }] }),
    endpoint: PromptEndpoint.openAiChat({ parameters: { 'weird.$': '$.x' } }),
    mode,
    maxConcurrency: 7,
  });
  return stateMachineDefinition(modelTemplate({ checks: [check] }));
}

type MapState = State & { readonly ItemProcessor: Definition };

describe('prompts', () => {
  const { States } = definitionOf();

  test('are split, sent by workers, put together and recorded', () => {
    expect(States['Split: chat']).toMatchObject({
      Parameters: { Payload: { action: 'split', spec: { kind: 'prompts', name: 'chat' } } },
      ResultPath: '$.promptSet',
      Next: 'Send: chat',
    });
    expect(States['Send: chat']).toMatchObject({ ItemsPath: '$.promptSet.shards', MaxConcurrency: 7 });
    const { ItemProcessor } = States['Send: chat'] as MapState;
    expect(ItemProcessor.States['Shard: chat']).toMatchObject({ OutputPath: null, TimeoutSeconds: 905 });
    expect(States['Reduce: chat']).toMatchObject({
      ResultSelector: { 'status.$': '$.Payload.status', 'reason.$': '$.Payload.reason' },
      Next: 'Check: chat',
    });
    expect(States['Check: chat']).toMatchObject({
      Parameters: { Payload: { action: 'record', 'result.$': '$.promptSet' } },
    });
  });

  test('members of requests are carried as text, in which Step Functions finds no paths', () => {
    const { spec } = States['Split: chat'].Parameters!.Payload as { spec: { endpoint: { members: string } } };
    expect(JSON.parse(spec.endpoint.members)).toEqual({ temperature: 0, 'weird.$': '$.x' });
  });

  test('only PASS goes on, on a first release, too', () => {
    const { Choices, Default } = States['Passed: chat?'];
    expect(Choices).toMatchObject([{ Variable: '$.verdict.status', StringEquals: 'PASS' }]);
    expect(Choices).toHaveLength(1);
    expect(Default).toBe('Check failed');
  });

  test.each(['Split: chat', 'Send: chat', 'Reduce: chat'])('%s that died is no pass', (name) => {
    expect(States[name].Catch).toMatchObject([
      { ErrorEquals: ['States.DataLimitExceeded'], Next: 'No answer: chat' },
      { ErrorEquals: ['States.ALL'], Next: 'No answer: chat' },
    ]);
    expect(States['No answer: chat']).toMatchObject({ Next: 'Check failed' });
  });
});

test('advisory prompts go on in any case', () => {
  const { States } = definitionOf(CheckMode.ADVISORY);
  expect(States['Passed: chat?'].Default).toBe('Announce shifting');
});
