import { ModelReleaseProperties, ProductionRouteProperties } from '../../lib/contract';
import { contentHash } from '../../lib/core/content-hash';
import { notLiveYet } from '../../lib/core/traffic/rule-action';
import { makeHandler as makeEnvironments } from '../../lib/handlers/ecs-environments';
import { makeHandler as makeModelRelease } from '../../lib/handlers/model-release';
import { makeHandler as makeRoute } from '../../lib/handlers/production-route';
import { carryOut, executionArn, ledgerIn, MODEL, quietLedger, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError, fakeClient } from './world/calls';
import { World } from './world/world';

const STACK = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/app/1';

function request(RequestType: 'Create' | 'Update' | 'Delete', ResourceProperties: object, members: object = {}) {
  return {
    RequestType,
    ResponseURL: 'https://answer.example',
    StackId: STACK,
    RequestId: 'request-1',
    LogicalResourceId: 'Resource',
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId: 'physical' }),
    ResourceProperties: { ServiceToken: 'arn:function', ...ResourceProperties },
    ...members,
  };
}

describe('Custom::ModelRelease', () => {
  const properties = (Version: string, members: Partial<ModelReleaseProperties> = {}): ModelReleaseProperties => ({
    Version,
    Content: '{"image":"repo/model","b":1}',
    Image: 'repo/model',
    CandidateTaskDefinitionArn: 'arn:candidate',
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
            candidateTaskDefinitionArn: 'arn:candidate',
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

  test('a stack that rolls back without a release only answers', async () => {
    const world = new World(quietLedger());
    world.stackStatus = 'ROLLBACK_IN_PROGRESS';
    await call(world, request('Update', properties('v1')));
    expect(world.answers).toMatchObject([{ body: { Status: 'SUCCESS' } }]);
  });

  test('Delete aborts and stops the running release', async () => {
    const world = new World(ledgerIn('baking'));
    await call(world, request('Delete', {}));
    expect(world.stopped).toEqual([executionArn(RELEASE_2)]);
    expect(world.ledger.release?.abort?.by).toBe('CloudFormation');
    const quiet = new World(quietLedger());
    await call(quiet, request('Delete', {}));
    expect(quiet.stopped).toEqual([]);
    expect([...world.answers, ...quiet.answers]).toMatchObject([
      { body: { Status: 'SUCCESS' } },
      { body: { Status: 'SUCCESS' } },
    ]);
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

describe('Custom::EcsEnvironments', () => {
  const properties = { CandidateTaskDefinitionArn: 'arn:task-definition/fraud-candidate:1', Cluster: 'models' };
  const call = (world: World, event: unknown) => makeEnvironments(world.deps())(event);

  test('Create seeds the families that have no revision', async () => {
    const world = new World();
    world.ecs.find('fraud-green')!.status = 'INACTIVE';
    await call(world, request('Create', properties));
    await call(world, request('Create', properties));
    expect(world.ecs.activeIn('fraud-green')).toEqual(['arn:task-definition/fraud-green:2']);
    expect(world.ecs.find('fraud-green')?.input).toMatchObject({
      containerDefinitions: [{ image: 'repo/model:candidate' }],
    });
    expect(world.ecs.activeIn('fraud-blue')).toHaveLength(1);
    expect(world.answers[0].body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'fraud-environments' });
  });

  test('fails to create without a candidate', async () => {
    const world = new World();
    world.ecs.find('fraud-green')!.status = 'INACTIVE';
    await call(world, request('Create', { ...properties, CandidateTaskDefinitionArn: 'arn:gone' }));
    expect(world.answers[0].body).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('arn:gone') });
  });

  test('Update touches nothing', async () => {
    const world = new World();
    await call(world, request('Update', properties));
    expect(world.calls).toEqual([]);
    expect(world.answers[0].body.Status).toBe('SUCCESS');
  });

  test('Delete removes scalable targets and every revision of both families', async () => {
    const world = new World();
    world.ecs.scalableTargets['service/models/fraud-blue'] = {};
    await call(world, request('Delete', properties));
    await call(world, request('Delete', properties));
    expect(world.ecs.scalableTargets).toEqual({});
    expect([...world.ecs.activeIn('fraud-blue'), ...world.ecs.activeIn('fraud-green')]).toEqual([]);
    expect(world.ecs.activeIn('fraud-candidate')).toHaveLength(1);
  });
});

describe('Custom::ProductionRoute', () => {
  const properties = (members: Partial<ProductionRouteProperties> = {}): ProductionRouteProperties => ({
    ListenerArn: 'arn:listener',
    Priority: '10',
    Conditions: '[{"Field":"path-pattern","PathPatternConfig":{"Values":["/*"]}}]',
    BlueTargetGroupArn: 'arn:tg/blue',
    GreenTargetGroupArn: 'arn:tg/green',
    ...members,
  });
  const liveActions = [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: 'arn:tg/blue', Weight: 100 },
          { TargetGroupArn: 'arn:tg/green', Weight: 0 },
        ],
      },
    },
  ];

  /** Rules on listeners, in memory. */
  class Listener {
    readonly rules: any[] = [];
    readonly modified: any[] = [];
    readonly world = new World();
    readonly elb = fakeClient<any>(
      {
        CreateRule: ({ ListenerArn, Priority, Conditions, Actions }) => {
          if (this.rules.some((rule) => rule.ListenerArn === ListenerArn && rule.Priority === String(Priority)))
            throw awsError('PriorityInUseException');
          const rule = {
            RuleArn: `arn:rule/${this.rules.length + 1}`,
            ListenerArn,
            Priority: String(Priority),
            Conditions,
            Actions,
          };
          this.rules.push(rule);
          return { Rules: [rule] };
        },
        DescribeRules: ({ RuleArns, ListenerArn }) => ({
          Rules: this.rules.filter((rule) => RuleArns?.includes(rule.RuleArn) ?? rule.ListenerArn === ListenerArn),
        }),
        ModifyRule: (input) => (this.modified.push(input), {}),
        SetRulePriorities: (input) => (this.modified.push(input), {}),
        DeleteRule: ({ RuleArn }) => {
          const index = this.rules.findIndex((rule) => rule.RuleArn === RuleArn);
          if (index < 0) throw awsError('RuleNotFoundException');
          this.rules.splice(index, 1);
          return {};
        },
      },
      [],
    );

    async call(event: unknown): Promise<any> {
      await makeRoute({ ...this.world.deps(), clients: { elb: this.elb, put: this.world.clients().put } })(event);
      return this.world.answers.at(-1)?.body;
    }

    /** A listener with the live rule of a model in blue. */
    static async live(): Promise<Listener> {
      const listener = new Listener();
      await listener.call(request('Create', properties()));
      listener.rules[0].Actions = liveActions;
      return listener;
    }
  }

  const update = (now: ProductionRouteProperties, old = properties()) =>
    request('Update', now, {
      PhysicalResourceId: 'arn:rule/1',
      OldResourceProperties: { ServiceToken: 'arn:function', ...old },
    });

  test('Create answers 503 until something is live, and finds its own rule again', async () => {
    const listener = new Listener();
    const first = await listener.call(request('Create', properties()));
    expect(first).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'arn:rule/1',
      Data: { RuleArn: 'arn:rule/1' },
    });
    expect(listener.rules[0].Actions).toEqual([notLiveYet(MODEL)]);
    await expect(listener.call(request('Create', properties()))).resolves.toEqual(first);
    expect(listener.rules).toHaveLength(1);
  });

  test("fails to create at a priority that somebody else's rule has", async () => {
    const listener = new Listener();
    listener.rules.push({
      RuleArn: 'arn:rule/theirs',
      ListenerArn: 'arn:listener',
      Priority: '10',
      Actions: [{ Type: 'redirect' }],
    });
    await expect(listener.call(request('Create', properties()))).resolves.toMatchObject({ Status: 'FAILED' });
  });

  test('Update changes conditions and priority, never actions', async () => {
    const listener = await Listener.live();
    const Conditions = '[{"Field":"host-header","HostHeaderConfig":{"Values":["a.example"]}}]';
    await expect(listener.call(update(properties({ Conditions, Priority: '20' })))).resolves.toMatchObject({
      Status: 'SUCCESS',
    });
    expect(listener.modified).toEqual([
      { RuleArn: 'arn:rule/1', Conditions: JSON.parse(Conditions) },
      { RulePriorities: [{ RuleArn: 'arn:rule/1', Priority: 20 }] },
    ]);
    expect(listener.rules[0].Actions).toBe(liveActions);
  });

  test('Update without a change makes no change', async () => {
    const listener = await Listener.live();
    await listener.call(update(properties()));
    expect(listener.modified).toEqual([]);
  });

  test('Update to another listener takes the live actions over under a new id', async () => {
    const listener = await Listener.live();
    await expect(listener.call(update(properties({ ListenerArn: 'arn:other' })))).resolves.toMatchObject({
      PhysicalResourceId: 'arn:rule/2',
    });
    expect(listener.rules[1]).toMatchObject({ ListenerArn: 'arn:other', Actions: liveActions });
  });

  test.each([
    ['fails for the live target group', { BlueTargetGroupArn: 'arn:tg/new' }, 'FAILED'],
    ['succeeds for the idle one', { GreenTargetGroupArn: 'arn:tg/new' }, 'SUCCESS'],
  ])('Update %s', async (_name, members, status) => {
    const listener = await Listener.live();
    await expect(listener.call(update(properties(members)))).resolves.toMatchObject({ Status: status });
    expect(listener.modified).toEqual([]);
  });

  test('Update fails for a group that a single-group action names', async () => {
    const listener = await Listener.live();
    listener.rules[0].Actions = [{ Type: 'forward', TargetGroupArn: 'arn:tg/green' }];
    await expect(listener.call(update(properties({ GreenTargetGroupArn: 'arn:tg/new' })))).resolves.toMatchObject({
      Status: 'FAILED',
    });
  });

  test('Delete removes the rule, and is harmless when there is none', async () => {
    const listener = await Listener.live();
    for (const PhysicalResourceId of ['arn:rule/1', 'arn:rule/1', 'failed-create-request-1']) {
      await expect(listener.call(request('Delete', properties(), { PhysicalResourceId }))).resolves.toMatchObject({
        Status: 'SUCCESS',
      });
    }
    expect(listener.rules).toEqual([]);
  });
});
