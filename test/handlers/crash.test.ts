import { WorkflowCause } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { copyName } from '../../lib/core/sagemaker/copy-name';
import { makeHandler as makeEnvironments } from '../../lib/handlers/ecs-environments';
import { makeHandler as makeEnvironment } from '../../lib/handlers/environment-ecs';
import { makeHandler as makeEndpoint } from '../../lib/handlers/environment-sagemaker';
import { makeHandler as makeModelRelease } from '../../lib/handlers/model-release';
import { makeHandler as makeRelease } from '../../lib/handlers/release';
import { makeHandler as makeEndpoints } from '../../lib/handlers/sagemaker-environments';
import { makeHandler as makeTraffic } from '../../lib/handlers/traffic';
import { makeHandler as makeWatch } from '../../lib/handlers/watch';
import {
  bakedLedger,
  carryOut,
  executionArn,
  ledgerIn,
  MODEL,
  quietLedger,
  RELEASE_1,
  RELEASE_2,
  T0,
} from '../core/ledger/ledgers';
import { replacedLedger, RETURN, returningIn } from '../core/ledger/returns';
import { insisting } from './environment-sagemaker/support';
import { Gate, killAfter } from './world/calls';
import { cohortWorld } from './world/cohorts';
import { World } from './world/world';

const releaseId = RELEASE_2;
const CAUSE: WorkflowCause = {
  Error: 'CheckFailed',
  Cause: '{"check":"smoke","status":"FAIL","reason":"3 of 3 failed"}',
};
const restored = (): Ledger =>
  carryOut(ledgerIn('rolling-back'), [{ kind: 'traffic-restored', releaseId, environment: 'blue' }]);
const request = (RequestType: string, ResourceProperties: object) => ({
  RequestType,
  ResponseURL: 'https://answer.example',
  StackId: 'stack',
  RequestId: 'request-1',
  LogicalResourceId: 'Resource',
  PhysicalResourceId: 'physical',
  ResourceProperties,
});
const alarm = {
  source: 'aws.cloudwatch',
  alarmArn: 'arn:alarm',
  time: T0,
  alarmData: { alarmName: 'fraud-green-errors', state: { value: 'ALARM', reason: 'errors' } },
};
const release2 = {
  action: 'prepare',
  executionArn: executionArn(releaseId),
  releaseId,
  input: { version: 'v2', image: 'repo/model:v2', contentHash: 'hash-of-v2' },
};
const release3 = {
  action: 'prepare',
  executionArn: executionArn('v3-release'),
  releaseId: 'v3-release',
  input: { version: 'v3', image: 'repo/model:v3', contentHash: 'hash-of-v3' },
};
const modelRelease = {
  Version: 'v2',
  Content: '{}',
  Image: 'repo/model:v2',
  CandidateArn: 'arn:candidate',
  ReturnAtStart: 'false',
  Force: 'false',
};

const RETURN_EVENT = {
  ...{ action: 'prepare', executionArn: executionArn(RETURN), releaseId: RETURN, checks: ['parity'] },
  input: { back: { version: 'v1', leaves: releaseId, reason: 'wrong scores' }, requestedBy: 'ada' },
};

type Run = (world: World, gate?: Gate) => Promise<unknown>;
const on = (make: (deps: ReturnType<World['deps']>) => (event: unknown) => Promise<unknown>, event: unknown): Run => {
  return (world, gate) => make(world.deps(gate))(event);
};

/** Tries again as the workflow does, while SageMaker makes and removes endpoints. */
const onEndpoint = (event: unknown): Run => {
  return (world, gate) => insisting(world, () => makeEndpoint(world.deps(gate))(event));
};

/** Every action that changes something, with the state that it starts from. */
const ACTIONS: readonly [string, () => Ledger, Run][] = [
  ['prepare', quietLedger, on(makeRelease, release2)],
  ['prepare over a dead release', () => ledgerIn('checking'), on(makeRelease, release3)],
  ['promote', () => bakedLedger(), on(makeRelease, { action: 'promote', releaseId })],
  ['rolled-back', restored, on(makeRelease, { action: 'rolled-back', releaseId })],
  ['finish', () => ledgerIn('retiring-failed'), on(makeRelease, { action: 'finish', releaseId })],
  [
    'adopt',
    () => ledgerIn('shifting'),
    on(makeRelease, { action: 'adopt', executionArn: executionArn('recovery'), releaseId }),
  ],
  ['provision', () => ledgerIn('preparing'), on(makeEnvironment, { action: 'provision', releaseId })],
  ['poll', () => ledgerIn('provisioning'), on(makeEnvironment, { action: 'poll', releaseId })],
  ['match', () => ledgerIn('baking'), on(makeEnvironment, { action: 'match', releaseId })],
  ['settle', () => ledgerIn('standby'), on(makeEnvironment, { action: 'settle', releaseId })],
  ['retire old', () => ledgerIn('standby'), on(makeEnvironment, { action: 'retire', releaseId, which: 'old' })],
  ['retire failed', restored, on(makeEnvironment, { action: 'retire', releaseId, which: 'failed' })],
  ['shift', () => ledgerIn('shifting'), on(makeTraffic, { action: 'shift', releaseId, stepIndex: 1 })],
  ['rollback', () => ledgerIn('shifting'), on(makeTraffic, { action: 'rollback', releaseId, cause: CAUSE })],
  ['alarm', () => ledgerIn('baking'), on(makeTraffic, alarm)],
  [
    'emergency after the promotion',
    () => ledgerIn('standby'),
    on(makeTraffic, { action: 'emergency', reason: 'bad', requestedBy: 'me' }),
  ],
  ['cohort: first step', () => ledgerIn('checking'), on(makeTraffic, { action: 'shift', releaseId, stepIndex: 0 })],
  ['cohort: rollback', () => ledgerIn('shifting'), on(makeTraffic, { action: 'rollback', releaseId, cause: CAUSE })],
  ['cohort: alarm', () => ledgerIn('baking'), on(makeTraffic, alarm)],
  ['watch before', () => ledgerIn('preparing'), on(makeWatch, { action: 'before', releaseId })],
  ['start on deploy', quietLedger, on(makeModelRelease, request('Update', modelRelease))],
  ['stop on delete', () => ledgerIn('baking'), on(makeModelRelease, request('Delete', {}))],
  [
    'seed',
    quietLedger,
    on(makeEnvironments, request('Create', { CandidateTaskDefinitionArn: 'fraud-candidate', Cluster: 'models' })),
  ],
  [
    'clean up',
    quietLedger,
    on(makeEnvironments, request('Delete', { CandidateTaskDefinitionArn: 'fraud-candidate', Cluster: 'models' })),
  ],
  ['fill a new endpoint', () => ledgerIn('preparing'), onEndpoint({ action: 'provision', releaseId })],
  ['fill an endpoint in service', () => ledgerIn('preparing'), onEndpoint({ action: 'provision', releaseId })],
  ['fill a failed endpoint', () => ledgerIn('preparing'), onEndpoint({ action: 'provision', releaseId })],
  [
    'record the gateway',
    () => withCopy(ledgerIn('provisioning'), `endpoint-config/${copyName(MODEL, 'green', releaseId)}`),
    onEndpoint({ action: 'poll', releaseId }),
  ],
  ['return: start', replacedLedger, on(makeRelease, RETURN_EVENT)],
  ['return: fill', () => returningIn('preparing'), on(makeEnvironment, { action: 'provision', releaseId: RETURN })],
  ['settle the endpoint', () => ledgerIn('standby'), onEndpoint({ action: 'settle', releaseId })],
  ['remove the old endpoint', () => ledgerIn('standby'), onEndpoint({ action: 'retire', releaseId, which: 'old' })],
  ['remove the failed endpoint', restored, onEndpoint({ action: 'retire', releaseId, which: 'failed' })],
  ['clean up the endpoints', quietLedger, on(makeEndpoints, request('Delete', {}))],
];

function withCopy(ledger: Ledger, copyArn: string): Ledger {
  return { ...ledger, release: { ...ledger.release!, copyArn } };
}

/** What must be the same at the end; the ledger's revision and the history may tell of the extra try. */
function endState(world: World): object {
  const ledger = { ...world.ledger, revision: undefined };
  return {
    ledger,
    actions: world.actions,
    cohortActions: world.cohortActions,
    services: world.ecs.services,
    scalableTargets: world.ecs.scalableTargets,
    policies: world.ecs.policies,
    models: world.sageMaker.models,
    configs: world.sageMaker.configs,
    endpoints: world.sageMaker.endpoints,
    active: world.ecs.revisions.filter(({ status }) => status === 'ACTIVE').map(({ arn, input }) => [arn, input]),
    started: world.started,
    stopped: [...new Set(world.stopped)],
    answered: world.document(`DEPLOY#${releaseId}`)?.answeredAt,
    items: [...world.items.keys()].filter((key) => !key.startsWith('EVENT#')),
  };
}

function newWorld(ledger: Ledger, name: string): World {
  const world = name.startsWith('cohort') ? cohortWorld(ledger) : new World(ledger);
  world.sageMaker.host('blue', RELEASE_1);
  for (const endpoint of ['fraud-blue', 'fraud-green'])
    world.ecs.scalableTargets[`endpoint/${endpoint}/variant/main`] = {};
  if (name.endsWith('endpoint in service')) world.sageMaker.host('green', 'v0-release');
  if (name.endsWith('a failed endpoint')) world.sageMaker.host('green', 'v0-release', { status: 'Failed' });
  if (name.endsWith('the failed endpoint')) world.sageMaker.host('green', releaseId, { status: 'Creating' });
  if (name.startsWith('clean up') || name.startsWith('settle')) world.sageMaker.host('green', releaseId);
  if (name === 'prepare over a dead release') {
    world.executions[executionArn(releaseId)] = 'FAILED';
    const deploy = {
      responseUrl: 'https://answer.example',
      stackId: 'stack',
      version: 'v2',
      contentHash: 'hash-of-v2',
    };
    world.items.set(`DEPLOY#${releaseId}`, { document: { S: JSON.stringify(deploy) } });
  }
  if (name === 'record the gateway') {
    world.sageMaker.host('green', releaseId);
    world.healthy.green = 3;
  }
  if (name === 'watch before') world.alarms.business = 'ALARM';
  if (name === 'adopt') world.executions[executionArn(releaseId)] = 'FAILED';
  if (name === 'poll') {
    world.ecs.service('green').taskDefinition = ledger.release!.copyArn!;
    world.ecs.service('blue').desiredCount = 4;
  }
  if (name === 'return: fill') {
    const copyArn = world.ecs.service('blue').taskDefinition;
    const release = ledger.release!;
    const returning = { ...release.returning!, copyArn };
    world.setLedger({ ...ledger, release: { ...release, returning, image: '' } });
  }
  if (name === 'match') world.ecs.service('green').desiredCount = 4;
  if (name === 'seed') world.ecs.find('fraud-green')!.status = 'INACTIVE';
  if (name === 'retire failed') {
    world.ecs.register({
      family: 'fraud-green',
      containerDefinitions: [],
      tags: [{ key: 'bluegreen:release', value: releaseId }],
    });
  }
  return world;
}

describe.each(ACTIONS)('%s', (name, given, run) => {
  test('killed after any of its calls and run again, it ends in the same state', async () => {
    const undisturbed = newWorld(given(), name);
    await run(undisturbed);
    const expected = endState(undisturbed);
    const calls = undisturbed.calls.length + undisturbed.answers.length;
    expect(calls).toBeGreaterThan(0);
    for (let count = 1; count <= calls; count++) {
      const world = newWorld(given(), name);
      const { gate, killed } = killAfter(count);
      await Promise.race([run(world, gate), killed]);
      await run(world);
      expect(endState(world)).toEqual(expected);
    }
  });
});
