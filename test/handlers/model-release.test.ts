import { ModelReleaseProperties } from '../../lib/contract';
import { contentHash } from '../../lib/core/content-hash';
import { makeHandler as makeModelRelease } from '../../lib/handlers/model-release';
import { carryOut, executionArn, ledgerIn, quietLedger, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { request, STACK } from './world/cfn-request';
import { World } from './world/world';

describe('Custom::ModelRelease', () => {
  const properties = (Version: string, members: Partial<ModelReleaseProperties> = {}): ModelReleaseProperties => ({
    Version,
    Content: '{"image":"repo/model","b":1}',
    Image: 'repo/model',
    CandidateArn: 'arn:candidate',
    ReturnAtStart: 'false',
    Force: 'false',
    ...members,
  });
  const hash = contentHash({ b: 1, image: 'repo/model' });
  const releaseId = 'v2-request-1';
  const call = (world: World, event: unknown) => makeModelRelease(world.deps())(event);
  const liveWith = (version: string, content: string) => {
    const ledger = quietLedger();
    return { ...ledger, live: { ...ledger.live!, version, contentHash: content } };
  };

  test.each(['Create', 'Update'] as const)(
    '%s starts a release and leaves the answer to the workflow',
    async (type) => {
      const world = new World(quietLedger());
      await call(world, request(type, properties('v2')));
      expect(world.answers).toEqual([]);
      expect(world.started).toEqual([
        {
          name: releaseId,
          input: {
            version: 'v2',
            image: 'repo/model',
            contentHash: hash,
            candidateArn: 'arn:candidate',
            force: false,
            requestedBy: 'CloudFormation',
          },
        },
      ]);
      expect(world.document(`DEPLOY#${releaseId}`)).toMatchObject({
        responseUrl: 'https://answer.example',
        stackId: STACK,
      });
    },
  );

  test('the same request again starts nothing else', async () => {
    const world = new World(quietLedger());
    await call(world, request('Update', properties('v2')));
    await call(world, request('Update', properties('v2')));
    expect(world.started).toHaveLength(1);
    expect(world.answers).toEqual([]);
  });

  test('answers at the start when asked to, and never again', async () => {
    const world = new World(quietLedger());
    await call(world, request('Update', properties('v2', { ReturnAtStart: 'true' })));
    expect(world.answers).toMatchObject([{ body: { Status: 'SUCCESS', Data: { ReleaseId: releaseId } } }]);
    await expect(call(world, { action: 'answer', releaseId })).resolves.toEqual({ answered: false, status: '' });
  });

  test.each([
    ['SUCCESS', 'the version is live', liveWith('v2', hash)],
    ['FAILED', 'the version is live with other content', liveWith('v2', 'other')],
  ])('answers %s at once when %s', async (status, _name, ledger) => {
    const world = new World(ledger);
    await call(world, request('Update', properties('v2')));
    expect(world.answers).toMatchObject([{ body: { Status: status, PhysicalResourceId: 'physical' } }]);
    expect(world.started).toEqual([]);
  });

  test('fails the deploy when the start fails', async () => {
    const world = new World(quietLedger());
    world.failures.StartExecution = awsError('StateMachineDoesNotExist', 'gone');
    await call(world, request('Create', properties('v2')));
    expect(world.answers).toMatchObject([
      {
        body: {
          Status: 'FAILED',
          Reason: 'StateMachineDoesNotExist: gone',
          PhysicalResourceId: 'failed-create-request-1',
        },
      },
    ]);
  });

  test('fails on properties that break the contract', async () => {
    const world = new World(quietLedger());
    await call(world, request('Create', { ...properties('v2'), Force: 'perhaps' }));
    expect(world.answers[0].body.Reason).toMatch(/InvalidInput: .*Force/);
  });

  test.each([
    ['aborts the release that this stack started', STACK, 'baking' as const, true],
    ['leaves a promoted release alone', STACK, 'standby' as const, false],
    ["leaves another stack's release alone", 'other-stack', 'baking' as const, false],
  ])('a stack that rolls back starts nothing and %s', async (_name, stackId, phase, aborted) => {
    const world = new World(ledgerIn(phase));
    world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    world.items.set(`DEPLOY#${RELEASE_2}`, { document: { S: JSON.stringify({ stackId }) } });
    await call(world, request('Update', properties('v1')));
    expect(world.answers).toMatchObject([{ body: { Status: 'SUCCESS' } }]);
    expect(world.started).toEqual([]);
    expect(world.ledger.release?.abort !== undefined).toBe(aborted);
  });

  test('a stack that rolls back cancels the release that it started and that has not taken the lock yet', async () => {
    const world = new World(quietLedger());
    await call(world, request('Update', properties('v2')));
    expect(world.started).toHaveLength(1);
    world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await call(world, request('Update', properties('v1')));
    const deploys = [...world.items.entries()].filter(([key]) => key.startsWith('DEPLOY#'));
    expect(deploys).toHaveLength(1);
    expect(JSON.parse(deploys[0][1].document.S as string)).toHaveProperty('cancelledAt');
  });

  test('a stack that rolls back without a release only answers', async () => {
    const world = new World(quietLedger());
    world.stackStatus = 'ROLLBACK_IN_PROGRESS';
    await call(world, request('Update', properties('v1')));
    expect(world.answers).toMatchObject([{ body: { Status: 'SUCCESS' } }]);
  });

  test('Delete ends the running release in the ledger, so that no recovery follows, and stops it', async () => {
    const world = new World(ledgerIn('baking'));
    await call(world, request('Delete', {}));
    expect(world.stopped).toEqual([executionArn(RELEASE_2)]);
    expect(world.ledger.release).toBeUndefined();
    expect(world.ledger.ended[0]).toMatchObject({
      releaseId: RELEASE_2,
      outcome: 'rolled-back',
      reason: 'the stack is deleted',
    });
    expect(world.document(`RELEASE#${RELEASE_2}`)).toEqual(world.ledger.ended[0]);
    const quiet = new World(quietLedger());
    await call(quiet, request('Delete', {}));
    expect(quiet.stopped).toEqual([]);
    expect([...world.answers, ...quiet.answers]).toMatchObject([
      { body: { Status: 'SUCCESS' } },
      { body: { Status: 'SUCCESS' } },
    ]);
  });

  test('Delete that died after the ledger stops the execution when it is repeated', async () => {
    const world = new World(ledgerIn('baking'));
    world.failures.StopExecution = awsError('ThrottlingException');
    await call(world, request('Delete', {}));
    expect(world.stopped).toEqual([]);
    delete world.failures.StopExecution;
    await call(world, request('Delete', {}));
    expect(world.stopped).toEqual([executionArn(RELEASE_2)]);
  });

  describe('answer', () => {
    const waiting = (ledger = quietLedger()) => {
      const world = new World(ledger);
      const deploy = {
        responseUrl: 'https://answer.example',
        stackId: STACK,
        requestId: 'request-1',
        logicalResourceId: 'Resource',
        physicalResourceId: 'physical',
        version: 'v2',
        contentHash: 'hash-of-v2',
      };
      world.items.set(`DEPLOY#${RELEASE_2}`, { document: { S: JSON.stringify(deploy) } });
      return world;
    };
    const ended = (outcome: 'rolled-back' | 'promoted') =>
      carryOut(outcome === 'promoted' ? ledgerIn('retiring') : ledgerIn('retiring-failed'), [
        { kind: 'finish', releaseId: RELEASE_2 },
      ]);

    test.each([
      ['SUCCESS', 'a promoted release', () => ledgerIn('standby'), undefined, /done/],
      ['SUCCESS', 'a release that ended promoted', () => ended('promoted'), undefined, /done/],
      [
        'FAILED',
        'a rolled-back release',
        () => ledgerIn('retiring-failed'),
        undefined,
        /alarm fires.*fraud-green-errors.*RELEASE#v2-release/,
      ],
      ['FAILED', 'a release that ended rolled back', () => ended('rolled-back'), undefined, /alarm fires/],
      ['FAILED', 'a release that stopped on its way', () => ledgerIn('baking'), undefined, /stopped in phase baking/],
      ['FAILED', 'an unknown release', () => quietLedger(), undefined, /not promoted/],
      ['SUCCESS', 'a version that is live already', () => liveWith('v2', 'hash-of-v2'), undefined, /done/],
      [
        'FAILED',
        'a refused start',
        () => quietLedger(),
        { Error: 'ReleaseRefused', Cause: '{"errorMessage":"lock is held"}' },
        /refused: lock is held/,
      ],
    ])('%s for %s', async (status, _name, given, refusal, reason) => {
      const world = waiting(given());
      const event = { action: 'answer', releaseId: RELEASE_2, ...(refusal === undefined ? {} : { refusal }) };
      await expect(call(world, event)).resolves.toEqual({ answered: true, status });
      expect(world.answers).toMatchObject([
        { url: 'https://answer.example', body: { Status: status, Reason: expect.stringMatching(reason) } },
      ]);
      await expect(call(world, event)).resolves.toMatchObject({ answered: false });
    });

    test('is harmless when no deploy waits', async () => {
      await expect(call(new World(quietLedger()), { action: 'answer', releaseId: 'x' })).resolves.toMatchObject({
        answered: false,
      });
    });
  });
});
