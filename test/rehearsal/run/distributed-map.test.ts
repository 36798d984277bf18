import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { EmulatedAccount } from '../../../lib/rehearsal/aws/emulated-account';
import { lambdaService } from '../../../lib/rehearsal/aws/lambda/lambda-service';
import { s3Service } from '../../../lib/rehearsal/aws/s3/s3-service';
import { StatesService, statesService } from '../../../lib/rehearsal/aws/states/states-service';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { DeployEngine, readAssembly } from '../../../lib/rehearsal/deploy';
import { InterpreterRunner } from '../../../lib/rehearsal/run/interpreter-runner';
import { InProcessFunctions } from '../deploy/support/in-process-functions';

jest.setTimeout(60_000); // synthesizing takes seconds on a busy machine

const LINES = 10_000;
const PER_BATCH = 100;
/** Counts items and adds them up; one batch of a dataset may be made to fail. */
const HANDLER = `exports.handler = async ({ Items, BatchInput }) => {
  if (Items.some(({ n }) => n === BatchInput.bad)) throw new Error('bad item');
  return { items: Items.length, sum: Items.reduce((sum, { n }) => sum + n, 0) };
};`;

let folder: string;
let outdir: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'map-'));
  const lines = Array.from({ length: LINES }, (_, n) => JSON.stringify({ n, text: 'x'.repeat(200) }));
  writeFileSync(join(folder, 'set.jsonl'), lines.join('\n'));
  outdir = synthesize();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Two maps over the same asset: standard children with files of results, express children with outputs. */
function synthesize(): string {
  const context = { '@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2': true };
  const app = new App({ outdir: join(folder, 'cdk.out'), context });
  const stack = new Stack(app, 'Golden', { env: { account: '123456789012', region: 'eu-west-1' } });
  const asset = new Asset(stack, 'Set', { path: join(folder, 'set.jsonl') });
  const removal = { removalPolicy: RemovalPolicy.DESTROY };
  const bucket = new s3.Bucket(stack, 'Evidence', { ...removal, bucketName: 'evidence' });
  const code = lambda.Code.fromInline(HANDLER);
  const judge = new lambda.Function(stack, 'Judge', {
    code,
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_22_X,
  });
  const over = (id: string, more: sfn.DistributedMapProps, mapExecutionType: sfn.StateMachineType) =>
    new sfn.DistributedMap(stack, id, {
      itemReader: new sfn.S3JsonLItemReader({ bucket: asset.bucket, key: asset.s3ObjectKey }),
      itemBatcher: new sfn.ItemBatcher({ maxItemsPerBatch: PER_BATCH, batchInput: { 'bad.$': '$.bad' } }),
      maxConcurrency: 8,
      mapExecutionType,
      resultPath: `$.${id}`,
      ...more,
    }).itemProcessor(new LambdaInvoke(stack, `Judge ${id}`, { lambdaFunction: judge, outputPath: '$.Payload' }));
  const resultWriterV2 = new sfn.ResultWriterV2({ bucket, prefix: 'runs' });
  const standard = over(
    'files',
    { resultWriterV2, label: 'Files', toleratedFailurePercentage: 1 },
    sfn.StateMachineType.STANDARD,
  );
  const express = over('outputs', { toleratedFailureCount: PER_BATCH }, sfn.StateMachineType.EXPRESS);
  const definitionBody = sfn.DefinitionBody.fromChainable(standard.next(express));
  new sfn.StateMachine(stack, 'Machine', { definitionBody, stateMachineName: 'golden' });
  app.synth();
  return app.outdir;
}

describe('what CDK synthesizes of DistributedMap', () => {
  let account: EmulatedAccount;
  let states: StatesService;
  let engine: DeployEngine;
  beforeEach(async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    account = new EmulatedAccount({ clock });
    states = statesService(account, { runner: new InterpreterRunner({ account, seed: 1 }) });
    const functions = lambdaService(account, new InProcessFunctions(clock));
    for (const service of [states, functions, s3Service(account.authorizer)]) account.register(service);
    engine = new DeployEngine({ account });
    const deploy = await engine.deploy({ assembly: readAssembly(outdir, account), stackName: 'Golden' });
    expect([deploy.reason, deploy.status]).toEqual([undefined, 'CREATE_COMPLETE']);
  });
  afterEach(async () => {
    await engine.close();
    account.clock.stop();
  });

  async function run(bad = -1) {
    const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:golden';
    const input = JSON.stringify({ bad });
    const { executionArn } = await account.call('states', 'StartExecution', { stateMachineArn, name: 'one', input });
    await states.executions.idle();
    return states.executions.get(executionArn);
  }

  async function object(Key: string): Promise<any> {
    const { Body } = await account.call('s3', 'GetObject', { Bucket: 'evidence', Key });
    return JSON.parse(Body.toString());
  }

  /** Takes a role's policy away whose name contains the text. */
  async function revoke(part: string): Promise<void> {
    for (const { roleName: RoleName, policies } of account.roles.all()) {
      const names = [...policies.keys()].filter((name) => name.includes(part));
      for (const PolicyName of names) await account.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName });
    }
  }

  const operations = (name: string) => account.journal.filter(({ operation }) => operation === name);

  test('runs over ten thousand lines of an asset to its end, twice', async () => {
    const before = process.memoryUsage().heapUsed;
    const execution = await run();
    expect([execution.error, execution.status]).toEqual([undefined, 'SUCCEEDED']);
    const { files, outputs } = JSON.parse(execution.output!);
    const sum = (LINES * (LINES - 1)) / 2;
    const total = (results: readonly { items: number; sum: number }[]) => [
      results.reduce((all, { items }) => all + items, 0),
      results.reduce((all, each) => all + each.sum, 0),
    ];
    expect(total(outputs)).toEqual([LINES, sum]);
    expect(outputs).toHaveLength(LINES / PER_BATCH);
    const manifest = await object(files.ResultWriterDetails.Key);
    expect(manifest.ResultFiles).toMatchObject({ FAILED: [], PENDING: [] });
    const succeeded = (await object(manifest.ResultFiles.SUCCEEDED[0].Key)) as { Output: string }[];
    expect(total(succeeded.map(({ Output }) => JSON.parse(Output)))).toEqual([LINES, sum]);
    // 2.2 MB of text, which children, journal and results hold a few times each: far from what a leak of each item would take
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 1024 * 1024);
  });

  test('children are executions of their own in books and journal; express ones are not kept', async () => {
    await run();
    const children = states.executions.all.filter(({ arn }) => arn.includes(':execution:golden/Files:'));
    expect(children).toHaveLength(LINES / PER_BATCH);
    expect(states.executions.all).toHaveLength(1 + children.length);
    const child = await account.call('states', 'DescribeExecution', { executionArn: children[0].arn });
    expect(child).toMatchObject({
      status: 'SUCCEEDED',
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:golden/Files',
    });
    expect(JSON.parse(child.input)).toMatchObject({ BatchInput: { bad: -1 }, Items: { length: PER_BATCH } });
    const starts = operations('StartExecution').filter(({ caller }) => caller.kind === 'role');
    expect(starts).toHaveLength((2 * LINES) / PER_BATCH);
    const used = account.authorizer
      .usage()
      .filter((grant) => grant.uses > 0)
      .map(({ action }) => action);
    expect(used).toEqual(expect.arrayContaining(['states:StartExecution', 's3:GetObject', 's3:PutObject']));
  });

  test('a batch that fails is tolerated by either map, and told', async () => {
    const execution = await run(4_321);
    const { files, outputs } = JSON.parse(execution.output!);
    const manifest = await object(files.ResultWriterDetails.Key);
    const [failed] = await object(manifest.ResultFiles.FAILED[0].Key);
    expect(failed).toMatchObject({ Status: 'FAILED', Error: 'Error', Cause: expect.stringContaining('bad item') });
    expect(outputs[43]).toMatchObject({ Status: 'FAILED' });
  });

  test.each([
    ['to start children', 'DistributedMapPolicy', 'States.Permissions', 'states:StartExecution'],
    ['to read the dataset', 'MachineRoleDefaultPolicy', 'States.ItemReaderFailed', 's3:GetObject'],
  ])('fails without the permission %s', async (_what, policy, error, action) => {
    await revoke(policy);
    expect(await run()).toMatchObject({ status: 'FAILED', error, cause: expect.stringContaining(action) });
    expect(states.executions.all).toHaveLength(1);
  });

  test('fails for who starts a child by himself', async () => {
    const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:golden';
    const start = account.call('states', 'StartExecution', { stateMachineArn, mapRunArn: 'arn:of:none' });
    await expect(start).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('stopped, it takes its children with it', async () => {
    account.observers.add(async ({ operation, service }) => {
      if (service !== 'lambda' || operation !== 'Invoke') return;
      const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:golden:one';
      void account.call('states', 'StopExecution', { executionArn });
    });
    expect((await run()).status).toBe('ABORTED');
    const ends = new Set(states.executions.all.map(({ status }) => status));
    expect(ends.has('RUNNING')).toBe(false);
    expect(operations('Invoke').length).toBeLessThanOrEqual(8);
  });
});
