// Rehearses the examples' releases, as it should go and with faults, and checks what each rehearsal measured.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const OLD = '1.2';
const NEW = '1.3';
const SAGEMAKER = 'recommender-sagemaker';
const ASSISTANT = 'llm-service';
const REQUESTS_PER_SECOND = '300';
/** From the alarm (or the look that decided) to weights read back on the stable side, real time. */
const MAX_RESTORE_MS = 2000;
/** From the fault to a gateway's alarm, virtual time: two bad periods of 10 s, 10 s until they can be read, and room. */
const MAX_FAST_DETECTION_SECONDS = 60;
/** Exit code of `bluegreen rehearse` for a release that was rolled back. */
const EXIT_ROLLED_BACK = 2;
/** Real time of one rehearsal, several times what it takes. */
const TIMEOUT_MS = 180_000;

/**
 * Each rehearsal: its fault, how it must end, and what must be true of its record. The other faults, of which no real traffic notices
 * anything, are played on the virtual clock (test/rehearsal/release/faults.test.ts).
 */
const rehearsals = [
  {
    fault: undefined,
    speed: '200',
    outcome: 'promoted',
    problems: (record) => [...promoted(record), ...noFailures(record)],
  },
  { fault: 'errors', outcome: 'rolled-back', problems: (record) => [...quickReturn(record), ...keptOld(record)] },
  { fault: 'crash', outcome: 'rolled-back', problems: (record) => [...quickReturn(record), ...keptOld(record)] },
  {
    fault: 'errors',
    gateway: true,
    outcome: 'rolled-back',
    problems: (record) => [...quickReturn(record), ...seenByGateway(record), ...keptOld(record)],
  },
  {
    // Beta callers, 5 %, 90 %, and all: the judge compares both versions until it is sure.
    shift: 'canary',
    cohort: true,
    // With fewer than 1,000 requests before the shift, slow ones are those above the alarms' limits. Against the live version's own
    // percentiles no hour of this clock has enough requests to prove an equal version good.
    requestsPerSecond: '200',
    speed: '200',
    outcome: 'promoted',
    problems: (record) => [
      ...promoted(record, 3),
      ...judged('PASS', record),
      ...byCohort(record),
      ...noFailures(record),
    ],
  },
  {
    shift: 'steps',
    fault: 'slow-drift',
    outcome: 'rolled-back',
    // The judge, or with few requests an alarm, finds it; by the judge often before a single request has failed.
    problems: (record) => [...foundByNumbers(record), ...keptOld(record)],
  },
  {
    // Nothing but labels that come twenty minutes later tells it from a good version.
    fault: 'quality-regression',
    quality: true,
    // As many labels a virtual minute as at the usual speed, with less at a time.
    requestsPerSecond: '200',
    speed: '80',
    outcome: 'rolled-back',
    problems: (record) => [...seenByLabels(record), ...noFailures(record), ...keptOld(record)],
  },
  {
    example: SAGEMAKER,
    // Its deploy waits 50 virtual minutes for it all: a slow machine needs them in real time.
    speed: '100',
    outcome: 'promoted',
    problems: (record) => [...promoted(record), ...noFailures(record)],
  },
  {
    // Its answers are valid and wrong: known payments tell.
    to: '1.4',
    outcome: 'rolled-back',
    problems: (record) => [...stoppedBy('golden-set', record), ...neverMoved(record), ...keptOld(record)],
  },
  {
    // It loses memory with each request, and does not stand the load of the busiest minute.
    to: '1.5',
    load: true,
    outcome: 'rolled-back',
    problems: (record) => [...stoppedBy('load-test', record), ...neverMoved(record), ...keptOld(record)],
  },
  {
    // Its answers are valid and wrong: mirrored traffic alone tells.
    example: SAGEMAKER,
    to: '1.4',
    shadow: true,
    speed: '60',
    outcome: 'rolled-back',
    problems: (record) => [...stoppedBy('shadow', record), ...neverMoved(record), ...keptOld(record)],
  },
  {
    // Its answers are whole, and mostly those to other questions: prompts tell.
    example: ASSISTANT,
    to: '1.4',
    outcome: 'rolled-back',
    problems: (record) => [...stoppedBy('prompts', record), ...neverMoved(record), ...keptOld(record)],
  },
];

function promoted({ end, switch: { ruleChanges } }, changes = 1) {
  return [
    ...expectEqual('live version', end.liveVersion, NEW),
    ...expectEqual('deploy', end.deploy, 'UPDATE_COMPLETE'),
    ...expectEqual('rule changes', ruleChanges, changes),
  ];
}

function foundByNumbers({ rollback, requests }) {
  const by = rollback?.trigger ?? 'nothing';
  const old = requests.failedByVersion[OLD] ?? 0;
  return [
    ...(by === 'judge' || by === 'alarm' ? [] : [`the judge or an alarm must have found it, got ${by}`]),
    ...expectEqual(`failed requests of ${OLD}`, old, 0),
  ];
}

function judged(verdict, { judged: found }) {
  return expectEqual('verdict of the judge', found?.status, verdict);
}

/** Its callers were there, and met the new version before the others' step could end. */
function byCohort({ cohort }) {
  const { [OLD]: before = 0, [NEW]: after = 0 } = cohort?.byVersion ?? {};
  return before > 0 && after > before
    ? []
    : [`the cohort must have been on ${OLD}, then on ${NEW}, got ${before} and ${after}`];
}

function seenByLabels({ rollback }) {
  const alarm = rollback?.alarm ?? '';
  return /-green-quality-/.test(alarm) ? [] : [`an alarm on labels must have found it, got "${alarm}"`];
}

function noFailures({ requests }) {
  return expectEqual('failed requests', requests.failed, 0);
}

/** The traffic came back in time, and nobody but the faulty version failed a request. */
function quickReturn({ rollback, requests }) {
  const { alarmToRestoredMs } = rollback ?? {};
  const problems = expectEqual('versions that failed requests', Object.keys(requests.failedByVersion).join(), NEW);
  if (typeof alarmToRestoredMs !== 'number' || alarmToRestoredMs > MAX_RESTORE_MS) {
    problems.push(`traffic must be back within ${MAX_RESTORE_MS} ms, got ${alarmToRestoredMs}`);
  }
  return problems;
}

/** By the metrics of ten seconds, not by the load balancer's of the minute that follows. */
function seenByGateway({ rollback }) {
  const { alarm, faultToDetectedSeconds } = rollback ?? {};
  const problems = expectEqual('alarm', alarm, 'fraud-detection-green-fast-errors');
  if (!(faultToDetectedSeconds <= MAX_FAST_DETECTION_SECONDS)) {
    problems.push(`gateways must see it within ${MAX_FAST_DETECTION_SECONDS} s, got ${faultToDetectedSeconds}`);
  }
  return problems;
}

function stoppedBy(name, { rollback }) {
  const reason = rollback?.reason ?? '';
  return reason.startsWith(`${name}: FAIL`) ? [] : [`check ${name} must have failed it, got "${reason}"`];
}

function neverMoved({ switch: { ruleChanges }, requests, to }) {
  return [
    ...expectEqual('rule changes', ruleChanges, 0),
    ...expectEqual(`requests to ${to}`, requests.byVersion[to] ?? 0, 0),
    ...expectEqual('failed requests', requests.failed, 0),
  ];
}

function keptOld({ end }) {
  return expectEqual('live version', end.liveVersion, OLD);
}

/** True of every rehearsal, however it ended. */
function always({ outcome, end, requests }, expected) {
  return [
    ...expectEqual('outcome', outcome, expected),
    ...expectEqual('lock free', end.lockFree, true),
    ...expectEqual('ledger and weights agree', end.ledgerAgrees, true),
    ...expectEqual('requests not sent', requests.dropped, 0),
    ...(requests.sent > 0 ? [] : ['no request was sent']),
  ];
}

function expectEqual(what, actual, expected) {
  return actual === expected ? [] : [`${what} must be ${expected}, got ${actual}`];
}

async function rehearse(played, json) {
  const {
    example,
    to = NEW,
    fault,
    shift,
    gateway = false,
    shadow = false,
    load = false,
    quality = false,
    cohort = false,
    speed,
  } = played;
  const faultOptions = [
    ...(fault === undefined ? [] : ['--fault', fault]),
    // Half as fast, so that ten virtual seconds have as many requests as a gateway's alarm needs.
    ...(gateway ? ['--context', 'gateway=true', '--speed', '60'] : []),
    ...(shadow ? ['--context', 'shadow=true'] : []),
    ...(load ? ['--context', 'load=true'] : []),
    ...(quality ? ['--context', 'quality=true'] : []),
    ...(cohort ? ['--context', 'cohort=true'] : []),
    ...(shift === undefined ? [] : ['--context', `shift=${shift}`]),
    ...(speed === undefined ? [] : ['--speed', speed]),
    ...(example === undefined ? [] : ['--example', example]),
  ];
  const traffic = ['--rps', played.requestsPerSecond ?? REQUESTS_PER_SECOND];
  const options = ['--ci', '--from', OLD, '--to', to, ...traffic, ...faultOptions, '--json', json];
  try {
    const { stdout } = await run(process.execPath, ['dist/bluegreen.mjs', 'rehearse', ...options], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      // check-examples.sh asked CloudFormation's rules; they take longer than the rest of a synth.
      env: { ...process.env, CDK_VALIDATION: 'false' },
      timeout: TIMEOUT_MS,
    });
    return stdout;
  } catch (error) {
    if (error.code === EXIT_ROLLED_BACK) return error.stdout;
    process.stderr.write(`${error.stdout}${error.stderr}`);
    throw new Error(`the rehearsal ${fault ?? 'without a fault'} did not end: exit ${error.code ?? error.signal}`, {
      cause: error,
    });
  }
}

/** One line about a good rehearsal; the whole output and every problem of a bad one. Returns the number of problems. */
async function check({ outcome, problems: problemsOf, ...played }, json) {
  const started = Date.now();
  const output = await rehearse(played, json);
  const record = JSON.parse(readFileSync(json, 'utf8'));
  const problems = [...always(record, outcome), ...problemsOf(record)];
  const seconds = Math.round((Date.now() - started) / 1000);
  const { sent, failed } = record.requests;
  const back = record.rollback?.alarmToRestoredMs ?? undefined;
  const restored = back === undefined ? '' : `, traffic back in ${back} ms`;
  console.log(`${nameOf(played)}: ${record.outcome}, ${sent} requests, ${failed} failed${restored} (${seconds} s)`);
  if (problems.length > 0) console.error(`${output}\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  return problems.length;
}

function nameOf({ example, to, fault = 'no-fault', shift, gateway = false, shadow = false, load = false }) {
  const parts = [
    fault,
    shift && `by ${shift}`,
    gateway && 'behind gateways',
    example,
    to && `to ${to}`,
    shadow && 'mirrored',
    load && 'under load',
  ];
  return parts.filter(Boolean).join(', ');
}

const workdir = mkdtempSync(join(tmpdir(), 'bluegreen-rehearsals-'));
try {
  // One at a time: beside another one, a machine with two cores is late, and latencies mean nothing.
  let problems = 0;
  for (const each of rehearsals) problems += await check(each, join(workdir, `${nameOf(each)}.json`));
  if (problems > 0) process.exitCode = 1;
} finally {
  rmSync(workdir, { recursive: true, force: true });
}
