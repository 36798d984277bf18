import { declaredModel } from '../../../lib/rehearsal/run/declared-model';
import { parseRehearseOptions, RawRehearseOptions } from '../../../lib/rehearsal/run/options';
import { requireSensible } from '../../../lib/rehearsal/run/preconditions';
import { Stage } from '../../../lib/rehearsal/stage';
import { assemblyOf } from '../release/support/assemblies';
import { idleStage } from './support/idle-stage';

const model = declaredModel(assemblyOf({ version: '1.2' }).stacks[0].template); // its alarms need 20 requests a minute
let stage: Stage;
beforeAll(async () => void (stage = await idleStage()));
afterAll(() => stage.close());

function check(raw: Partial<RawRehearseOptions>): void {
  const options = parseRehearseOptions({ from: '1', to: '2', speed: '120', seed: '1', ...raw }, '/app', { rps: 1000 });
  requireSensible(options, model, stage.account);
}

test.each<[string, Partial<RawRehearseOptions>]>([
  ['the default rate', {}],
  ['just enough requests in a virtual minute', { rps: '40', speed: '120' }],
  ['few requests on a slow clock', { rps: '1', speed: '3' }],
  ['an operation of the functions', { fault: 'throttle:ecs:UpdateService' }],
  ['an operation by the name that policies use', { fault: 'throttle:cloudwatch:DescribeAlarms' }],
  ['an operation of the workflow', { fault: 'throttle:lambda:Invoke' }],
  ['a function', { fault: 'function-dies:traffic' }],
  ['no target', { fault: 'throttle' }],
])('passes: %s', (_what, raw) => {
  expect(() => check(raw)).not.toThrow();
});

test('fails for a model whose callers sign their requests: the load generator does not', () => {
  const variants = declaredModel(assemblyOf({ version: '1.2', hosting: 'variants' }).stacks[0].template);
  expect(variants).toMatchObject({ hosting: 'sagemaker', endpointName: 'fraud' });
  const options = parseRehearseOptions({ from: '1', to: '2', speed: '120', seed: '1' }, '/app', { rps: 1000 });
  expect(() => requireSensible(options, variants, stage.account)).toThrow(
    'with SageMakerRouting.variantWeights(), whose callers sign',
  );
});

test.each<[string, Partial<RawRehearseOptions>, RegExp]>([
  [
    'a fault of SageMaker',
    { fault: 'silent-rollback' },
    /^--fault silent-rollback must be used with SageMaker hosting, got fraud with ECS hosting; choose another fault$/,
  ],
  [
    'a fault of feature groups',
    { fault: 'stale-features' },
    /^--fault stale-features must be used with a data contract that names feature groups, got fraud without one; add featureGroups/,
  ],
  [
    'a decision about nothing',
    { decline: true },
    /^--decline must be used with an approval, got fraud without one; add Check.approval, or leave it out$/,
  ],
  ['an answer that nobody waits for', { fault: 'approval-timeout' }, /^--fault approval-timeout must be used with an/],
  [
    'load that nobody sends',
    { fault: 'slow-under-load' },
    /^--fault slow-under-load must be used with a load test, got/,
  ],
  [
    'an operation that nobody knows',
    { fault: 'throttle:ecs:Nope' },
    /^--fault throttle must name an operation that the functions of fraud may call, got "ecs:Nope"; choose one of .*ecs:UpdateService,.*$/,
  ],
  ['an operation that the functions may not call', { fault: 'throttle:ecs:CreateCluster' }, /got "ecs:CreateCluster";/],
  [
    'a function that nobody knows',
    { fault: 'function-dies:nope' },
    /^--fault function-dies must name a function of fraud, got "nope"; choose one of check, ecs-environments, .*watch$/,
  ],
  [
    "a function that is not the model's",
    { fault: 'function-dies:index' },
    /must name a function of fraud, got "index"/,
  ],
  [
    'too few requests in a virtual minute',
    { rps: '39', speed: '120' },
    /^--rps must bring 20 requests to each virtual minute \(0\.5 s at --speed 120\), got 19\.5 at --rps 39: fraud measures nothing in minutes with fewer; use --rps 40 or more at this speed, or --speed 117 or less at this rate$/,
  ],
])('fails for %s', (_what, raw, message) => {
  expect(() => check(raw)).toThrow(message);
});

test('fails with every problem at once', () => {
  expect(() => check({ fault: 'throttle:x', rps: '1' })).toThrow(/--fault throttle[^]*--rps must bring/);
});
