import fc from 'fast-check';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { EmulatedService } from '../../../../lib/rehearsal/aws/service';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';

const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/lb/1/2/3';

/** A service whose only operation needs `thing:Do` on the resource and with the condition keys of its input. */
const thing: EmulatedService = {
  signingName: 'thing',
  protocol: 'json-1.1',
  operations: {
    Do: {
      authorize: (input) => [
        { action: input.action ?? 'thing:Do', resource: input.resource ?? RULE, context: input.context },
      ],
      handle: () => ({ done: true }),
    },
  },
};

async function accountWith(...statements: object[]) {
  const account = new EmulatedAccount({ clock: new VirtualClock(0) });
  account.register(thing);
  const { Role } = await account.call('iam', 'CreateRole', {
    RoleName: 'worker',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    }),
  });
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await account.call('iam', 'PutRolePolicy', { RoleName: 'worker', PolicyName: 'inline', PolicyDocument });
  }
  const act = (input: object = {}) => account.call('thing', 'Do', input, { kind: 'role', roleArn: Role.Arn });
  return { account, act, roleArn: Role.Arn as string };
}

const allow = (more: object = {}) => ({ Effect: 'Allow', Action: 'thing:Do', Resource: '*', ...more });

describe('statements', () => {
  test.each<[string, object[], object, boolean]>([
    ['no statement', [], {}, false],
    ['the exact action and resource', [allow({ Resource: RULE })], {}, true],
    ['another resource', [allow({ Resource: `${RULE}x` })], {}, false],
    ['a wildcard inside the resource', [allow({ Resource: RULE.replace('/2/3', '/*') })], {}, true],
    [
      'a wildcard that would have to reach over a colon',
      [allow({ Resource: 'arn:aws:*:listener-rule/app/lb/1/2/3' })],
      {},
      false,
    ],
    ['an action in other capitals', [allow({ Action: 'Thing:dO' })], {}, true],
    ['a wildcard action', [allow({ Action: 'thing:D*' })], {}, true],
    ['another action', [allow({ Action: ['thing:Undo', 'other:Do'] })], {}, false],
    ['NotAction of another action', [allow({ Action: undefined, NotAction: 'thing:Undo' })], {}, true],
    ['NotAction of this action', [allow({ Action: undefined, NotAction: 'thing:*' })], {}, false],
    ['NotResource of this resource', [allow({ Resource: undefined, NotResource: RULE })], {}, false],
    ['a Deny beside the Allow', [allow(), { ...allow(), Effect: 'Deny' }], {}, false],
    ['a Deny of another resource', [allow(), { ...allow({ Resource: `${RULE}x` }), Effect: 'Deny' }], {}, true],
  ])('%s', async (_name, statements, input, allowed) => {
    const { act } = await accountWith(...statements);
    if (allowed) await expect(act(input)).resolves.toEqual({ done: true });
    else await expect(act(input)).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });
});

describe('conditions', () => {
  const arn = 'arn:aws:ecs:eu-west-1:123456789012:cluster/main';
  test.each<[string, object, Record<string, string | string[]>, boolean]>([
    ['StringEquals', { StringEquals: { 'k:a': ['x', 'y'] } }, { 'k:a': 'y' }, true],
    ['a key in other capitals', { StringEquals: { 'K:A': 'x' } }, { 'k:a': 'x' }, true],
    ['StringEquals on an absent key', { StringEquals: { 'k:a': 'x' } }, {}, false],
    ['StringEqualsIfExists on an absent key', { StringEqualsIfExists: { 'k:a': 'x' } }, {}, true],
    ['StringNotEquals on an absent key', { StringNotEquals: { 'k:a': 'x' } }, {}, true],
    ['StringNotEquals of several', { StringNotEquals: { 'k:a': ['x', 'y'] } }, { 'k:a': 'y' }, false],
    ['StringLike', { StringLike: { 'k:a': 'fraud-*' } }, { 'k:a': 'fraud-blue' }, true],
    ['StringEquals takes no wildcard', { StringEquals: { 'k:a': 'fraud-*' } }, { 'k:a': 'fraud-blue' }, false],
    ['ArnEquals', { ArnEquals: { 'ecs:cluster': arn } }, { 'ecs:cluster': arn }, true],
    ['ArnLike with a wildcard', { ArnLike: { 'ecs:cluster': arn.replace('main', '*') } }, { 'ecs:cluster': arn }, true],
    ['ArnLike not over a colon', { ArnLike: { 'ecs:cluster': 'arn:aws:ecs:*/main' } }, { 'ecs:cluster': arn }, false],
    ['ForAllValues with a stranger', { 'ForAllValues:StringEquals': { 'k:a': ['x'] } }, { 'k:a': ['x', 'z'] }, false],
    ['ForAllValues of none', { 'ForAllValues:StringEquals': { 'k:a': ['x'] } }, {}, true],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { 'k:a': ['x'] } }, { 'k:a': ['x', 'z'] }, true],
    ['ForAnyValue of none', { 'ForAnyValue:StringEquals': { 'k:a': ['x'] } }, {}, false],
    ['Bool', { Bool: { 'aws:SecureTransport': 'true' } }, {}, true],
    ['Null true on an absent key', { Null: { 'k:a': 'true' } }, {}, true],
    ['Null false on an absent key', { Null: { 'k:a': 'false' } }, {}, false],
    ['NumericLessThanEquals', { NumericLessThanEquals: { 'k:n': '10' } }, { 'k:n': '9' }, true],
    ['NumericGreaterThan', { NumericGreaterThan: { 'k:n': '10' } }, { 'k:n': '9' }, false],
    ['one met and one unmet', { StringEquals: { 'k:a': 'x', 'k:b': 'y' } }, { 'k:a': 'x', 'k:b': 'z' }, false],
    ['the region of the call', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, {}, true],
  ])('%s', async (_name, Condition, context, allowed) => {
    const { act } = await accountWith(allow({ Condition }));
    if (allowed) await expect(act({ context })).resolves.toEqual({ done: true });
    else await expect(act({ context })).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test.each([
    ['condition operator IpAddress', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    ['policy variable in ${aws:username}', { StringEquals: { 'k:a': '${aws:username}' } }],
  ])('fails closed on an unknown %s, for Allow and for Deny', async (what, Condition) => {
    const context = { 'k:a': '${aws:username}', 'aws:SourceIp': '10.0.0.1' };
    const allowed = await accountWith(allow({ Condition }));
    await expect(allowed.act({ context })).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect(allowed.account.authorizer.unsupported()).toEqual([`worker: inline: #0: ${what} is not evaluated`]);
    const denied = await accountWith(allow(), { ...allow({ Condition }), Effect: 'Deny' });
    await expect(denied.act({ context })).rejects.toThrow('explicit deny');
  });
});

test('the message names who, what, where and why', async () => {
  const { act } = await accountWith();
  await expect(act()).rejects.toThrow(
    `User: arn:aws:sts::123456789012:assumed-role/worker/rehearsal is not authorized to perform: thing:Do on resource: ${RULE} because no identity-based policy allows the thing:Do action`,
  );
});

test('usage tells used grants from never used ones', async () => {
  const { account, act } = await accountWith(
    allow({ Sid: 'Needed', Action: ['thing:D*', 'thing:Never'] }),
    allow({ Action: 'other:Thing', Resource: RULE }),
  );
  await act();
  await act();
  expect(
    account.authorizer
      .usage()
      .map(({ statement, action, uses, usedActions }) => [statement, action, uses, usedActions]),
  ).toEqual([
    ['Needed', 'thing:D*', 2, ['thing:Do']],
    ['Needed', 'thing:Never', 0, []],
    ['#1', 'other:Thing', 0, []],
  ]);
});

test('a denied request uses no grant', async () => {
  const { account, act } = await accountWith(allow(), { ...allow(), Effect: 'Deny' });
  await act().catch(() => undefined);
  expect(account.authorizer.usage()[0]?.uses).toBe(0);
});

test('a policy that names an action allows it, and a Deny of the same always wins (property)', async () => {
  const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,12}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 5 }), name, async (names, asked) => {
      const actions = names.map((one) => `thing:${one}`);
      const { act } = await accountWith(allow({ Action: actions }));
      const expected = actions.some((one) => one.toLowerCase() === `thing:${asked}`.toLowerCase());
      const answer = await act({ action: `thing:${asked}` }).then(
        () => true,
        () => false,
      );
      expect(answer).toBe(expected);
      const { act: denied } = await accountWith(allow(), { ...allow({ Action: `thing:${asked}` }), Effect: 'Deny' });
      await expect(denied({ action: `thing:${asked}` })).rejects.toThrow('explicit deny');
    }),
    { numRuns: 50 },
  );
});

describe('fails', () => {
  const put = async (statement: unknown) => {
    const { account } = await accountWith();
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    return account.call('iam', 'PutRolePolicy', { RoleName: 'worker', PolicyName: 'p', PolicyDocument });
  };

  test.each<[string, object]>([
    ['a statement without Effect', { Action: 'a:b', Resource: '*' }],
    ['Action beside NotAction', { Effect: 'Allow', Action: 'a:b', NotAction: 'a:c', Resource: '*' }],
    ['no Resource', { Effect: 'Allow', Action: 'a:b' }],
    ['a Principal', { Effect: 'Allow', Action: 'a:b', Resource: '*', Principal: '*' }],
    ['an action without service', { Effect: 'Allow', Action: 'Do', Resource: '*' }],
  ])('%s as malformed', async (_name, statement) => {
    await expect(put(statement)).rejects.toMatchObject({ code: 'MalformedPolicyDocument' });
  });

  test('an unknown managed policy', async () => {
    const { account } = await accountWith();
    const attach = (PolicyArn: string) => account.call('iam', 'AttachRolePolicy', { RoleName: 'worker', PolicyArn });
    await expect(attach('arn:aws:iam::aws:policy/AdministratorAccess')).rejects.toMatchObject({ code: 'NoSuchEntity' });
    await attach('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
    const { AttachedPolicies } = await account.call('iam', 'ListAttachedRolePolicies', { RoleName: 'worker' });
    expect(AttachedPolicies).toHaveLength(1);
  });

  test('deleting a role that still has policies', async () => {
    const { account } = await accountWith(allow());
    const remove = () => account.call('iam', 'DeleteRole', { RoleName: 'worker' });
    await expect(remove()).rejects.toMatchObject({ code: 'DeleteConflict' });
    await account.call('iam', 'DeleteRolePolicy', { RoleName: 'worker', PolicyName: 'inline' });
    await remove();
    await expect(remove()).rejects.toMatchObject({ code: 'NoSuchEntity' });
  });

  test('more than 10,240 characters of inline policies', async () => {
    await expect(
      put({ Effect: 'Allow', Action: 'a:b', Resource: `arn:aws:s3:::${'x'.repeat(10_240)}` }),
    ).rejects.toMatchObject({
      code: 'LimitExceeded',
    });
  });

  test('a service principal that no resource policy admits', async () => {
    const { account } = await accountWith();
    const caller = {
      kind: 'service',
      principal: 'events.amazonaws.com',
      sourceArn: 'arn:aws:events:::rule/x',
    } as const;
    await expect(account.call('thing', 'Do', {}, caller)).rejects.toThrow('no resource-based policy allows');
  });
});
