import { custom, parameter } from './support/assemblies';
import { finished, Rehearsal, statuses } from './support/rehearse';

let rehearsal: Rehearsal;
beforeEach(() => (rehearsal = new Rehearsal()));
afterEach(() => rehearsal.close());

const ref = (Ref: string) => ({ Ref });
const att = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

describe('create', () => {
  test('creates in the order of dependencies and shows the status to DescribeStacks', async () => {
    const result = await rehearsal.deploy(
      { A: parameter(att('B', 'Value')), B: parameter('x'), C: parameter('y', { DependsOn: 'A' }) },
      { template: { Outputs: { Answer: { Value: att('A', 'Value') } } } },
    );
    expect(finished(result)).toEqual(['B CREATE_COMPLETE', 'A CREATE_COMPLETE', 'C CREATE_COMPLETE']);
    expect(result).toMatchObject({ succeeded: true, status: 'CREATE_COMPLETE', outputs: { Answer: 'x' } });
    expect(rehearsal.described.map((stack) => stack.StackStatus)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  });

  test('fails and deletes what was created, last first; the next deploy starts over', async () => {
    rehearsal.lambda.handler = ({ RequestType }) =>
      RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no room' } : {};
    const resources = { A: parameter('1'), B: parameter(ref('A')), Bad: custom({ On: ref('B') }) };
    const failed = await rehearsal.deploy(resources);
    expect(statuses(failed)).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
    expect(failed.reason).toContain('no room');
    expect(finished(failed).slice(-4)).toEqual([
      'Bad CREATE_FAILED',
      'Bad DELETE_COMPLETE',
      'B DELETE_COMPLETE',
      'A DELETE_COMPLETE',
    ]);
    rehearsal.lambda.handler = () => ({});
    expect(await rehearsal.deploy(resources)).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  test('keeps retained resources in a rollback, and deletes those retained except on create', async () => {
    const result = await rehearsal.deploy(
      {
        Kept: parameter('1', { DeletionPolicy: 'Retain' }),
        Gone: parameter('1', { DeletionPolicy: 'RetainExceptOnCreate' }),
        Last: parameter('1', { DependsOn: ['Kept', 'Gone'] }),
      },
      { failDeployAt: /^Last$/ },
    );
    expect(finished(result).slice(-3)).toEqual(['Last CREATE_FAILED', 'Gone DELETE_COMPLETE', 'Kept DELETE_SKIPPED']);
  });
});

describe('update', () => {
  test('does nothing when neither template nor parameters changed', async () => {
    await rehearsal.deploy({ A: parameter('1') });
    expect(await rehearsal.deploy({ A: parameter('1') })).toMatchObject({ succeeded: true, events: [] });
  });

  test('touches only what changed, and what refers to a changed value', async () => {
    const resources = (value: string) => ({ A: parameter(value), B: parameter(att('A', 'Value')), C: parameter('c') });
    await rehearsal.deploy(resources('1'));
    expect(finished(await rehearsal.deploy(resources('2')))).toEqual(['A UPDATE_COMPLETE', 'B UPDATE_COMPLETE']);
  });

  test('replaces, then deletes the old ones and the removed ones in the clean-up', async () => {
    const named = (Name: string) => ({ Type: 'AWS::SSM::Parameter', Properties: { Name, Type: 'String', Value: 'v' } });
    await rehearsal.deploy({ A: named('one'), B: parameter(ref('A')), Old: parameter(ref('B')) });
    const result = await rehearsal.deploy({ A: named('two'), B: parameter(ref('A')) });
    expect(finished(result)).toEqual([
      'A CREATE_COMPLETE',
      'B UPDATE_COMPLETE',
      'Old DELETE_COMPLETE',
      'A DELETE_COMPLETE',
    ]);
    expect(statuses(result)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
    expect(rehearsal.engine.resources('Shop').get('A')!.physicalId).toBe('two');
  });

  test('removes a resource whose condition no longer holds', async () => {
    const template = {
      Parameters: { With: { Type: 'String', Default: 'yes' } },
      Conditions: { IsWith: { 'Fn::Equals': [ref('With'), 'yes'] } },
    };
    const resources = { A: parameter('1'), B: parameter('2', { Condition: 'IsWith' }) };
    await rehearsal.deploy(resources, { template });
    const result = await rehearsal.deploy(resources, { template, parameters: { With: 'no' } });
    expect(finished(result)).toEqual(['B DELETE_COMPLETE']);
  });

  test('a stack tag updates every resource that can be tagged, and no custom resource', async () => {
    const resources = { Role: role('a'), Thing: custom({ A: '1' }) };
    await rehearsal.deploy(resources);
    const result = await rehearsal.deploy(resources, { tags: { team: 'fraud' } });
    expect(finished(result)).toEqual(['Role UPDATE_COMPLETE']);
    expect(rehearsal.lambda.calls()).toEqual(['Create Thing']);
  });

  test('fails when the type behind a logical id changes', async () => {
    await rehearsal.deploy({ A: parameter('1') });
    await expect(rehearsal.deploy({ A: { Type: 'AWS::S3::Bucket' } })).rejects.toThrow(
      'update of resource type is not permitted: A to AWS::S3::Bucket',
    );
  });
});

describe('rollback of an update', () => {
  test('gives an updated custom resource a second Update with the old properties', async () => {
    const resources = (value: string) => ({
      Thing: custom({ Size: Number(value) }),
      Late: parameter(value, { DependsOn: 'Thing' }),
    });
    await rehearsal.deploy(resources('1'));
    const result = await rehearsal.deploy(resources('2'), { failDeployAt: /^Late$/ });
    expect(statuses(result)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    const [, there, back] = rehearsal.lambda.requests;
    expect(there).toMatchObject({ ResourceProperties: { Size: '2' }, OldResourceProperties: { Size: '1' } });
    expect(back).toMatchObject({
      RequestType: 'Update',
      ResourceProperties: { Size: '1' },
      OldResourceProperties: { Size: '2' },
    });
    expect(rehearsal.engine.resources('Shop').get('Late')!.attributes.Value).toBe('1');
  });

  test('updates the custom resource that failed as well, while the stack says ROLLBACK', async () => {
    const seen: string[] = [];
    const stackStatus = () => String(rehearsal.described.at(-1)!.StackStatus);
    rehearsal.lambda.handler = ({ ResourceProperties }) => {
      seen.push(`${String(ResourceProperties.Size)} ${stackStatus()}`);
      return ResourceProperties.Size === '2' ? { Status: 'FAILED', Reason: 'too big' } : {};
    };
    await rehearsal.deploy({ Thing: custom({ Size: 1 }) });
    const result = await rehearsal.deploy({ Thing: custom({ Size: 2 }) });
    expect(result).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(result.reason).toContain('too big');
    expect(seen).toEqual(['1 CREATE_IN_PROGRESS', '2 UPDATE_IN_PROGRESS', '1 UPDATE_ROLLBACK_IN_PROGRESS']);
  });

  test('points everything back at a replaced resource before the replacement is deleted', async () => {
    const named = (Name: string) => ({ Type: 'AWS::SSM::Parameter', Properties: { Name, Type: 'String', Value: 'v' } });
    const resources = (name: string) => ({ A: named(name), B: custom({ Of: ref('A') }), New: undefined });
    const first = resources('one');
    await rehearsal.deploy({ A: first.A, B: first.B });
    const second = resources('two');
    const result = await rehearsal.deploy(
      { A: second.A, B: second.B, New: parameter(ref('B')), Last: parameter(ref('New')) },
      { failDeployAt: /^Last$/ },
    );
    expect(finished(result)).toEqual([
      'A CREATE_COMPLETE',
      'B UPDATE_COMPLETE',
      'New CREATE_COMPLETE',
      'Last CREATE_FAILED',
      'A UPDATE_COMPLETE',
      'B UPDATE_COMPLETE',
      'New DELETE_COMPLETE',
      'A DELETE_COMPLETE',
    ]);
    expect(rehearsal.engine.resources('Shop').get('A')!.physicalId).toBe('one');
    expect(rehearsal.lambda.requests.at(-1)!.ResourceProperties.Of).toBe('one');
  });

  test('fails for good when a resource refuses to go back, and the next deploy is refused', async () => {
    await rehearsal.deploy({ Thing: custom({ Size: 1 }) });
    rehearsal.lambda.handler = () => ({ Status: 'FAILED', Reason: 'broken' });
    const result = await rehearsal.deploy({ Thing: custom({ Size: 2 }) });
    expect(result.status).toBe('UPDATE_ROLLBACK_FAILED');
    await expect(rehearsal.deploy({ Thing: custom({ Size: 3 }) })).rejects.toThrow('UPDATE_ROLLBACK_FAILED');
  });

  test('leaves the previous template in force', async () => {
    await rehearsal.deploy({ A: parameter('1') });
    await rehearsal.deploy({ A: parameter('2') }, { failDeployAt: /^A$/ });
    expect(await rehearsal.deploy({ A: parameter('1') })).toMatchObject({ succeeded: true, events: [] });
  });
});

describe('destroy', () => {
  test('deletes in the reverse order and skips retained resources', async () => {
    await rehearsal.deploy({
      B: parameter(ref('A')),
      A: parameter('1'),
      Keep: parameter('1', { DeletionPolicy: 'Retain' }),
    });
    const result = await rehearsal.engine.destroy('Shop');
    expect(finished(result)).toEqual(['Keep DELETE_SKIPPED', 'B DELETE_COMPLETE', 'A DELETE_COMPLETE']);
    expect(result.status).toBe('DELETE_COMPLETE');
    await expect(rehearsal.engine.destroy('Shop')).rejects.toThrow('stack Shop does not exist');
  });

  test('fails when a resource stays, and deletes it at the next try', async () => {
    const resources = { Thing: custom({ On: ref('Needed') }), Needed: parameter('1'), Other: parameter('1') };
    await rehearsal.deploy(resources);
    rehearsal.lambda.handler = () => ({ Status: 'FAILED', Reason: 'in use' });
    const first = await rehearsal.engine.destroy('Shop');
    expect(first).toMatchObject({ status: 'DELETE_FAILED', succeeded: false });
    expect(first.reason).toContain('in use');
    expect(finished(first)).toEqual(['Other DELETE_COMPLETE', 'Thing DELETE_FAILED']);
    rehearsal.lambda.handler = () => ({});
    const second = await rehearsal.engine.destroy('Shop');
    expect(finished(second)).toEqual(['Thing DELETE_COMPLETE', 'Needed DELETE_COMPLETE']);
  });
});

describe('refused before anything is created', () => {
  const journalLength = () => rehearsal.account.journal.length;

  test.each<[string, object, string]>([
    [
      'unknown types, all at once',
      { A: { Type: 'AWS::Foo::Bar' }, B: { Type: 'AWS::Foo::Bar' }, C: { Type: 'AWS::Foo::Baz' } },
      'unknown resource type AWS::Foo::Bar: A, B\n  unknown resource type AWS::Foo::Baz: C',
    ],
    [
      'a property that is not emulated',
      { F: { Type: 'AWS::Lambda::Function', Properties: { Layers: [] } } },
      'F (AWS::Lambda::Function): property Layers is not emulated',
    ],
    [
      'reserved concurrency, which no rehearsed function of ours has',
      { F: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 1 } } },
      'F (AWS::Lambda::Function): property ReservedConcurrentExecutions is not emulated',
    ],
    [
      'an unknown attribute',
      { A: parameter('1'), B: parameter(att('A', 'Foo')) },
      'A (AWS::SSM::Parameter) has no attribute Foo',
    ],
    ['an unknown name', { B: parameter(ref('Nobody')) }, 'resource B: unknown name Nobody'],
    ['an unknown DependsOn', { B: parameter('1', { DependsOn: 'Nobody' }) }, 'DependsOn names Nobody'],
    ['a cycle', { A: parameter(ref('B')), B: parameter(ref('A')) }, 'A -> B -> A'],
    ['a creation policy', { A: parameter('1', { CreationPolicy: {} }) }, 'CreationPolicy of A'],
  ])('fails with %s', async (_what, resources, message) => {
    await expect(rehearsal.deploy({ Z: role('z'), ...resources })).rejects.toThrow(message);
    expect(journalLength()).toBe(0);
  });

  test('fails while the stack is busy', async () => {
    let release: () => void = () => undefined;
    rehearsal.lambda.handler = () => new Promise((resolve) => (release = () => resolve({})));
    const running = rehearsal.deploy({ Thing: custom({ A: 1 }) });
    await expect(rehearsal.deploy({ Thing: custom({ A: 2 }) })).rejects.toThrow(
      'stack Shop is busy: CREATE_IN_PROGRESS',
    );
    while (rehearsal.lambda.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await running).toMatchObject({ succeeded: true });
  });
});

function role(service: string): object {
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }];
  return {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } },
  };
}
