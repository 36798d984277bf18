import { emptyLedger } from '../../lib/core/ledger/ledger';
import { lifeOf, ledgerIn, MODEL, quietLedger, carryOut } from '../core/ledger/ledgers';
import { CALLER, Operator, STATE_MACHINE } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

const RELEASE = ['release', MODEL, '--version', '2.0.0', '--image', 'repo/model:2'];

/** The release that the command started, as the workflow knows it. */
const started = () => operator.runs.requests.at(-1)!;

/** The life of the release that the command started, as its workflow would write it. */
const lifeOfStarted = () => {
  const { name, executionArn } = started();
  return lifeOf('2.0.0', quietLedger()).map((command) => ({
    ...command,
    releaseId: name,
    ...(command.kind === 'start' ? { executionArn } : {}),
  }));
};

test('starts the workflow with the caller as who asked, and prints the execution', async () => {
  const { code, output } = await operator.run(...RELEASE);
  expect(code).toBe(0);
  expect(started()).toMatchObject({
    stateMachineArn: STATE_MACHINE,
    name: expect.stringMatching(/^2-0-0-[0-9a-f-]{36}$/),
    input: { version: '2.0.0', image: 'repo/model:2', force: false, requestedBy: CALLER },
  });
  expect(output).toBe(
    [`release   ${started().name}`, `execution ${started().executionArn}`, 'next      bluegreen status fraud'].join(
      '\n',
    ),
  );
});

test('--force reaches the workflow; every start is another release', async () => {
  await operator.run(...RELEASE, '--force');
  await operator.run(...RELEASE);
  const [first, second] = operator.runs.requests;
  expect(first?.input).toMatchObject({ force: true });
  expect(first?.name).not.toBe(second?.name);
});

test('the user of the machine asks where STS is not emulated', async () => {
  operator.account.faults.add(({ service }) => (service === 'sts' ? new Error('no STS') : undefined) as never);
  await operator.run(...RELEASE);
  expect((started().input as { requestedBy: string }).requestedBy).toMatch(/^[^@]+@[^@]+$/);
});

test.each([
  ['2.0 0', 'repo/model:2', '--version must be 1 to 64 letters, digits or . _ + -, got "2.0 0"'],
  ['.2', 'repo/model:2', '--version must be 1 to 64 letters, digits or . _ + -, got ".2"'],
  ['2', 'repo/mo del', '--image must be an image\'s URI without spaces, got "repo/mo del"'],
])('fails before it starts: version %p, image %p', async (version, image, message) => {
  await expect(operator.run('release', MODEL, '--version', version, '--image', image)).rejects.toThrow(message);
  expect(operator.runs.requests).toEqual([]);
});

test('fails when the workflow is gone', async () => {
  await operator.account.call('states', 'DeleteStateMachine', { stateMachineArn: STATE_MACHINE });
  await expect(operator.run(...RELEASE)).rejects.toThrow(/StateMachineDoesNotExist.*; the workflow .* deploy it again/);
});

describe('--wait', () => {
  const wait = () => operator.run(...RELEASE, '--wait');

  test('follows every phase to the promotion', async () => {
    await operator.setLedger(quietLedger());
    for (let index = 0; index < 13; index++) {
      operator.meanwhile.push(() => operator.carryOut(lifeOfStarted().slice(index, index + 1)));
    }
    const { code, output } = await wait();
    expect(code).toBe(0);
    const lines = output.split('\n').slice(2);
    expect(lines.slice(0, 9).map((line) => line.replace(/^\S+ +/, ''))).toEqual([
      '2.0.0 preparing, traffic blue 100 %, green 0 %',
      '2.0.0 provisioning, traffic blue 100 %, green 0 %',
      '2.0.0 checking, traffic blue 100 %, green 0 %',
      '2.0.0 shifting, traffic blue 100 %, green 0 %',
      '2.0.0 shifting, traffic blue 90 %, green 10 %',
      '2.0.0 shifting, traffic blue 0 %, green 100 %',
      '2.0.0 baking, traffic blue 0 %, green 100 %',
      '2.0.0 standby, traffic blue 0 %, green 100 %',
      '2.0.0 retiring, traffic blue 0 %, green 100 %',
    ]);
    expect(lines.slice(9).join(' ')).toBe(
      '2.0.0 promoted: version 2.0.0 passed its checks and its bake time; the bake time is over: 8 minutes measured',
    );
  });

  test('exits with 2 when the release is rolled back', async () => {
    await operator.setLedger(quietLedger());
    operator.meanwhile.push(
      () => operator.carryOut(lifeOfStarted().slice(0, 6)),
      () => {
        const { name: releaseId } = started();
        const reason = { trigger: 'alarm', reason: 'alarm x fires', evidence: {} } as const;
        return operator.carryOut([
          { kind: 'decide-rollback', releaseId, reason },
          { kind: 'traffic-restored', releaseId, environment: 'blue' },
          { kind: 'record-rollback', releaseId },
        ]);
      },
      () => operator.carryOut([{ kind: 'finish', releaseId: started().name }]),
    );
    const { code, output } = await wait();
    expect(code).toBe(2);
    expect(output.replaceAll(/\s+/g, ' ')).toContain('retiring-failed, traffic blue 100 %, green 0 %; alarm x fires');
    expect(output.split('\n').at(-1)).toBe('2.0.0 rolled back: alarm x fires');
  });

  test('exits with 1 and the reason when the workflow refuses the release', async () => {
    const cause = 'version "2.0.0" was rejected before';
    operator.meanwhile.push(async () => {
      operator.runs.end(started().name, { status: 'FAILED', error: 'ReleaseRefused', cause });
      await operator.states.executions.idle();
    });
    const { code, output } = await wait();
    expect(code).toBe(1);
    expect(output.split('\n').slice(2).join(' ')).toBe(
      '2.0.0 refused: the workflow ended FAILED: ReleaseRefused: version "2.0.0" was rejected before',
    );
  });

  test('exits with 0 when the version is live already', async () => {
    operator.meanwhile.push(async () => {
      operator.runs.end(started().name, { status: 'SUCCEEDED', output: {} });
      await operator.states.executions.idle();
    });
    const { code, output } = await wait();
    expect(code).toBe(0);
    expect(output).toContain('2.0.0 nothing to do: the version is live already');
  });

  test('goes on when a recovery takes over from a dead execution', async () => {
    await operator.setLedger(quietLedger());
    operator.meanwhile.push(
      () => operator.carryOut(lifeOfStarted().slice(0, 3)),
      async () => {
        operator.runs.end(started().name, { status: 'TIMED_OUT', error: 'States.Timeout' });
        await operator.states.executions.idle();
      },
      async () => {
        const releaseId = started().name;
        const executionArn = await operator.startExecution('recovery');
        await operator.carryOut([{ kind: 'adopt', executionArn, deadExecutionName: releaseId }]);
        operator.meanwhile.push(() =>
          operator.carryOut([
            { kind: 'record-rollback', releaseId },
            { kind: 'finish', releaseId },
          ]),
        );
      },
    );
    const { code, output } = await wait();
    expect(code).toBe(2);
    expect(output.replaceAll('\n', ' ')).toMatch(
      /2\.0\.0 rolled back: execution 2-0-0-\S+ died in phase provisioning$/,
    );
  });

  test('fails when nobody takes over from a dead execution', async () => {
    await operator.setLedger(quietLedger());
    operator.meanwhile.push(
      () => operator.carryOut(lifeOfStarted().slice(0, 3)),
      async () => {
        operator.runs.end(started().name, { status: 'ABORTED' });
        await operator.states.executions.idle();
      },
    );
    await expect(wait()).rejects.toThrow(
      /ended ABORTED and no recovery took the release over in 5 minutes; start another/,
    );
  });
});

test('a ledger of another running release does not end the waiting', async () => {
  await operator.setLedger(carryOut(emptyLedger(MODEL), []));
  await operator.setLedger(ledgerIn('provisioning'));
  const seen: string[] = [];
  operator.meanwhile.push(
    () => void seen.push('waited once'),
    async () => {
      operator.runs.end(started().name, { status: 'FAILED', error: 'ReleaseRefused', cause: 'busy' });
      await operator.states.executions.idle();
    },
  );
  expect((await operator.run(...RELEASE, '--wait')).code).toBe(1);
  expect(seen).toEqual(['waited once']);
});
