import { existsSync, mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import * as ecrAssets from 'aws-cdk-lib/aws-ecr-assets';
import * as s3Assets from 'aws-cdk-lib/aws-s3-assets';
import { Assembly, readAssembly } from '../../../lib/rehearsal/deploy';

jest.setTimeout(60_000); // loading aws-cdk-lib takes seconds on a busy machine

let folder: string;
let assembly: Assembly;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assembly-test-'));
  for (const name of ['code', 'model']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, name === 'code' ? 'index.js' : 'Dockerfile'), name);
  }
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  const consumer = new Stack(app, 'Consumer', { tags: { team: 'fraud' } });
  const producer = new Stack(new Stage(app, 'Prod'), 'Producer');
  const local = new Stack(app, 'Local');
  consumer.addStackDependency(local);
  for (const stack of [consumer, producer, local]) {
    new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
  }
  new s3Assets.Asset(producer, 'Code', { path: join(folder, 'code') });
  new ecrAssets.DockerImageAsset(consumer, 'Image', { directory: join(folder, 'model') });
  app.synth();
  assembly = readAssembly(join(folder, 'cdk.out'), { region: 'eu-west-1', accountId: '123456789012' });
});

test('lists stacks after those that they depend on, stages included', () => {
  const names = assembly.stacks.map((stack) => stack.stackName);
  expect([...names].sort()).toEqual(['Consumer', 'Local', 'Prod-Producer']);
  expect(names.indexOf('Local')).toBeLessThan(names.indexOf('Consumer'));
  expect(assembly.stacks.find((stack) => stack.stackName === 'Consumer')!.tags).toEqual({ team: 'fraud' });
});

test('finds the directory behind each S3 key', () => {
  const path = [...assembly.files].find(([key]) => key.endsWith('.zip'))![1];
  expect(existsSync(join(path, 'index.js'))).toBe(true);
});

test('finds the source of each image by the URI that the template resolves to', () => {
  const [[uri, directory]] = [...assembly.images] as [[string, string]];
  expect(uri).toMatch(
    /^123456789012\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/cdk-hnb659fds-container-assets-123456789012-eu-west-1:[0-9a-f]{64}$/,
  );
  expect(existsSync(join(directory, 'Dockerfile'))).toBe(true);
});

test('fails for a directory without an assembly', () => {
  expect(() => readAssembly(folder, { region: 'eu-west-1', accountId: '1' })).toThrow('run `cdk synth` first');
});
