import { LedgerCommand } from '../../lib/core/ledger/command';
import { ALARM_REASON, carryOut, ledgerIn, MODEL, RELEASE_2 } from '../core/ledger/ledgers';
import { replacedLedger, returnCommand, returnedLedger, returningIn, returnLifeOf } from '../core/ledger/returns';
import { CALLER, Operator, STATE_MACHINE } from './support/operator';

let operator: Operator;
beforeEach(async () => {
  operator = await Operator.start();
  await operator.setLedger(replacedLedger());
});
afterEach(() => operator.close());

const rollback = (...more: string[]) => operator.run('rollback', MODEL, '--reason', 'wrong scores', ...more);
const started = () => operator.runs.requests.at(-1)!;
const linesOf = (output: string) => output.split('\n');

/** As the workflow writes it. */
const write = (commands: readonly LedgerCommand[]) => operator.carryOut(commands);
const lifeOfStarted = () =>
  returnLifeOf({ releaseId: started().name, executionArn: started().executionArn, requestedBy: CALLER });

test('starts the workflow for the version before, and says how long it takes and how to follow or stop it', async () => {
  const { code, output } = await rollback();
  expect(code).toBe(0);
  expect(started()).toMatchObject({
    stateMachineArn: STATE_MACHINE,
    name: expect.stringMatching(/^v1-back-[0-9a-f]{12}$/),
    input: { back: { version: 'v1', leaves: RELEASE_2, reason: 'wrong scores' }, requestedBy: CALLER },
  });
  expect(linesOf(output)).toEqual([
    'traffic   blue 0 %, green 100 %',
    'back to   v1 in blue, which v2 replaced',
    `release   ${started().name}`,
    `execution ${started().executionArn}`,
    'time      1 to 3 minutes by our estimate until its tasks are healthy, then one',
    '          switch of all traffic; no check runs',
    'next      bluegreen status fraud; to stop it: bluegreen abort fraud --reason …',
  ]);
});

test('an endpoint takes longer', async () => {
  const ledger = replacedLedger();
  const copyArn = 'arn:aws:sagemaker:eu-west-1:1:endpoint-config/fraud-blue-0';
  await operator.setLedger({ ...ledger, before: { ...ledger.before!, copyArn } });
  expect((await rollback()).output).toContain('4 to 10 minutes by our estimate until its instances answer');
});

test('--wait follows it to its end', async () => {
  operator.meanwhile.push(() => write(lifeOfStarted()));
  const { code, output } = await rollback('--wait');
  expect(code).toBe(0);
  expect(output).toContain('\nv1 promoted: ');
  expect((await operator.store.read()).live?.version).toBe('v1');
});

test('--wait exits with 2 when it goes back', async () => {
  operator.meanwhile.push(async () => {
    const { name: releaseId } = started();
    await write([
      ...lifeOfStarted().slice(0, 7),
      { kind: 'decide-rollback', releaseId, reason: ALARM_REASON },
      { kind: 'traffic-restored', releaseId, environment: 'green' },
      { kind: 'record-rollback', releaseId },
      { kind: 'finish', releaseId },
    ]);
  });
  const { code, output } = await rollback('--wait');
  expect(code).toBe(2);
  expect(output).toContain('v1 rolled back: alarm fires');
});

test('--wait exits with 1 and prints the release that is left to do when its copy is gone', async () => {
  operator.meanwhile.push(async () => {
    const { name: releaseId } = started();
    const reason = { trigger: 'error', reason: 'its model is gone', evidence: { beforeStart: true } } as const;
    await write([
      ...lifeOfStarted().slice(0, 2),
      { kind: 'decide-rollback', releaseId, reason },
      { kind: 'record-rollback', releaseId },
      { kind: 'finish', releaseId },
    ]);
  });
  const { code, output } = await rollback('--wait');
  expect(code).toBe(1);
  expect(output.replaceAll(/\s+/g, ' ')).toMatch(
    /v1 refused: its model is gone next v1 was live before; .*: bluegreen release fraud --version v1 --image repo\/model:v1 --wait$/,
  );
});

test('two who ask before the workflow has begun start one', async () => {
  await rollback();
  const { code, output } = await operator.run('rollback', MODEL, '--reason', 'me too');
  expect(code).toBe(0);
  expect(operator.runs.requests).toHaveLength(1);
  expect(output.replaceAll(/\s+/g, ' ')).toContain(`release ${started().name}, asked for by somebody else just now`);
});

test('who asks while it is on its way does not abort it, and may follow it', async () => {
  await operator.setLedger(returningIn('provisioning'));
  const { code, output } = await rollback();
  expect(code).toBe(0);
  expect(output.replaceAll(/\s+/g, ' ')).toContain('back to ada asked to go back from v2 to v1: wrong scores next');
  const ledger = await operator.store.read();
  expect(ledger.release).toEqual(returningIn('provisioning').release);
  expect(operator.runs.requests).toHaveLength(0);
});

test('who asks when its traffic has moved does not undo it, and is told how to', async () => {
  await operator.setLedger(returningIn('standby'));
  const { code, output } = await rollback();
  expect(code).toBe(1);
  expect(output.replaceAll(/\s+/g, ' ')).toMatch(
    /^ignored ada asked to go back from v2 to v1: wrong scores; that was at \S+, and traffic is on v1 by now; to leave v1, name it: bluegreen rollback fraud --from v1 --reason … traffic blue 100 %, green 0 %$/,
  );
  expect(operator.world.weights).toEqual({ blue: 100, green: 0 });
  expect((await rollback('--from', 'v1')).code).toBe(0);
  expect(operator.world.weights).toEqual({ blue: 0, green: 100 });
});

test('fails when it is to leave another version than the live one', async () => {
  const { code, output } = await rollback('--from', 'v1');
  expect(code).toBe(1);
  expect(output).toContain("ignored   version v1 can't be left: it must be v2");
  expect(operator.runs.requests).toHaveLength(0);
  expect((await rollback('--from', 'v2')).code).toBe(0);
  expect(operator.runs.requests).toHaveLength(1);
});

test('fails when the version to leave went while the command waited', async () => {
  await operator.setLedger(ledgerIn('retiring'));
  operator.meanwhile.push(() => write([{ kind: 'finish', releaseId: RELEASE_2 }, ...returnLifeOf().slice(0, 7)]));
  const { code, output } = await rollback('--from', 'v2');
  expect(code).toBe(1);
  expect(output).toContain("ignored   version v2 can't be left: it must be v1");
});

test('after one that never took the lock another one is started', async () => {
  await rollback();
  operator.runs.end(started().name, { status: 'FAILED', error: 'Lambda.Unknown', cause: '' });
  await operator.states.executions.idle();
  await rollback();
  expect(operator.runs.requests).toHaveLength(2);
  expect(started().name).toMatch(/^v1-back-[0-9a-f-]{36}$/);
});

test('waits until the version before is retired', async () => {
  await operator.setLedger(ledgerIn('retiring'));
  operator.meanwhile.push(() => write([{ kind: 'finish', releaseId: RELEASE_2 }]));
  const { code, output } = await rollback();
  expect(code).toBe(0);
  expect(output).toContain('wait      until that is done, to bring it back then');
  expect(started().input).toMatchObject({ back: { version: 'v1', leaves: RELEASE_2 } });
});

test('fails when the version before was rejected, with what is left to do', async () => {
  await operator.setLedger(returnedLedger());
  const { code, output } = await rollback();
  expect(code).toBe(2);
  expect(output).toContain('gone      version v2 was rejected by release v1-back');
  expect(operator.runs.requests).toHaveLength(0);
});

test('fails when another release took the lock first, which the workflow says', async () => {
  operator.meanwhile.push(() => {
    const cause = 'release v3-release (version "v3") is in phase checking; wait for its end or abort it';
    operator.runs.end(started().name, { status: 'FAILED', error: 'ReleaseRefused', cause });
  });
  const { code, output } = await rollback('--wait');
  expect(code).toBe(1);
  expect(output.replaceAll(/\s+/g, ' ')).toContain('v1 refused: the workflow ended FAILED: ReleaseRefused: release v3');
});

test('status tells a return', async () => {
  await operator.setLedger(carryOut(replacedLedger(), [returnCommand()]));
  expect((await operator.run('status', MODEL)).output).toContain('          return from v2: wrong scores');
});
