import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../../../lib/operations/operation-error';
import { csv, RecordedFiles, START, steady } from './support/recorded-files';

let files: RecordedFiles;
beforeEach(() => (files = new RecordedFiles()));
afterEach(() => files.close());

const LIVE = steady(60, [5, 540]);

/** Judges a control that fails 5 of 540 each minute, and this experiment. */
async function judge(experiment: string, ...args: string[]) {
  const control = files.write('a.csv', csv(LIVE));
  return files.judge('--control', control, '--experiment', files.write('b.csv', experiment), ...args);
}

/** Without the breaks of lines. */
const flat = (output: string) => output.replace(/\s+/g, ' ');

test('a bad version: what is judged, the evidence over time, the rollback', async () => {
  const { code, output } = await judge(csv(steady(60, [4, 60])));
  expect(code).toBe(2);
  // How fast a promotion's evidence grows is the judge's own business; that of a rollback is the formula's.
  expect(output.replace(/(?<=^ .*)-\d\.\d\d$/gm, ' SAFE')).toBe(
    `control     a.csv
experiment  b.csv
from        2026-01-05 09:44 UTC on, each minute read 180 s after its beginning
rollback    when logE of all together reaches 4.61 (alpha 0.01)
promotion   when safe of each guardrail reaches 3.00 (alpha 0.05)
guardrail   errors: may be 1.25 times the control's, bad from 2 times and 1.00%,
            good up to 0.10%, rolls back from 5 events on

errors
                           control              experiment       of 4.61 of 3.00
 min   UTC  requests events   rate  requests events   rate ratio    logE    safe
   1 09:44       540      5  0.93%        60      4  6.67%  7.20    0.00    SAFE
   2 09:45     1,080     10  0.93%       120      8  6.67%  7.20    4.63    SAFE

FAIL  would have been rolled back at 09:48, 4 minutes after the start, by 2
      minutes of data
because     worse than the live version: errors: 8 of 120 (6.67 %) against 10 of
            1080 (0.926 %), 7.2 times, logE 4.63 (logE 4.63, a rollback from
            4.61)`,
  );
});

test('a good version: when it could have been promoted', async () => {
  const { code, output } = await judge(csv(steady(60, [0, 60])));
  expect(code).toBe(0);
  expect(output).toMatch(
    /PASS {2}could have been promoted at 09:\d\d, \d+ minutes after the start, by \d+ minutes\n {6}of data; no rollback until the recording's end at 10:44\nbecause {5}not bad by any/,
  );
});

test('a version that gets worse after its proof is a failure, with both times', async () => {
  const { code, output } = await judge(csv([...steady(20, [0, 60]), ...steady(40, [20, 60])]));
  expect(code).toBe(2);
  expect(flat(output)).toMatch(
    /FAIL would have been rolled back at 10:\d\d, .* of data; it could have been promoted from 0?9:\d\d on, so that may have been in its standby time/,
  );
});

test('too little traffic: what would have been enough', async () => {
  const { code, output } = await judge(csv(steady(60, [0, 2])));
  expect(code).toBe(3);
  const text = flat(output);
  expect(text).toContain(
    'INSUFFICIENT_DATA undecided at 10:44, 60 minutes after the start, by 58 minutes of data; then rolled back (on-inconclusive is rollback)',
  );
  expect(text).toMatch(
    /enough errors: 542 requests a minute, 0\.37% of them the experiment's; 0\.93% of the control's were events promoted, when as good: half of the times within [\d,]+ minutes, 19 of 20 within [\d,]+; for 60 minutes it takes [\d,]+ requests a minute rolled back, when 2 times as bad: half of the times within/,
  );
});

test("--on-inconclusive and --max-duration are the judge's", async () => {
  const args = ['--max-duration', '10', '--on-inconclusive', 'manual'];
  const { code, output } = await judge(csv(steady(60, [0, 2])), ...args);
  expect(code).toBe(3);
  expect(output).toContain(
    'at 09:54, 10 minutes after the start, by 8 minutes\n                   of data; then somebody has to decide',
  );
});

test('a new version without traffic is not let through', async () => {
  const { code, output } = await judge('timestamp,total,events\n', '--guardrail', 'errors').catch((error: Error) => ({
    code: 1,
    output: error.message,
  }));
  expect(code).toBe(1); // nothing was recorded by that name
  expect(output).toContain('"errors" must be recorded on both sides, and --experiment has none');
  const idle = await judge(csv(steady(60, [0, 0])));
  expect(idle.code).toBe(3);
  expect(idle.output).toContain('the traffic of the new version has stopped: no request');
});

test.each([
  ['of other minutes', csv(LIVE, -120)],
  ['without traffic', csv(steady(60, [0, 0]))],
])('a control %s proves nothing', async (_, control) => {
  const experiment = files.write('b.csv', csv(steady(60, [0, 60])));
  const { code, output } = await files.judge('--control', files.write('a.csv', control), '--experiment', experiment);
  expect(code).toBe(3);
  expect(flat(output)).toContain(
    'each guardrail needs 100 requests of the live version in minutes in which both had some, got errors 0',
  );
});

test('limits for all guardrails, and for one; what is not asked for is not judged', async () => {
  const two = (errors: number, slow: number) =>
    [
      'timestamp,guardrail,total,events',
      ...steady(60, [0, 0]).flatMap((_, minute) => [
        `${START + 60 * minute},errors,600,${errors}`,
        `${START + 60 * minute},slow,600,${slow}`,
      ]),
    ].join('\n');
  const paths = ['--control', files.write('a.csv', two(6, 60)), '--experiment', files.write('b.csv', two(8, 180))];
  const all = await files.judge(
    ...paths,
    '--tolerance',
    '1.5',
    '--bad-ratio',
    '4',
    '--floor',
    '0.2%',
    '--min-bad-events',
    '7',
  );
  expect(all.code).toBe(2);
  expect(all.output).toContain(
    "guardrail   errors: may be 1.5 times the control's, bad from 4 times and 1.00%,\n            good up to 0.20%, rolls back from 7 events on\n",
  );
  expect(all.output).toContain(
    "guardrail   slow (events): may be 1.5 times the control's, bad from 4 times,\n            good up to 0.20%, rolls back from 7 events on\n",
  );
  expect(all.output).toMatch(
    /\n\ntogether\n {11}of 4\.61\n min {3}UTC {4}logE {2}verdict\n {3}1 09:44 +[\d.]+ {2}FAIL\n\nFAIL/,
  );
  const errors = await files.judge(...paths, '--guardrail', 'errors');
  expect(errors.code).toBe(0);
  expect(errors.output).not.toContain('slow');
  const own = await files.judge(
    ...paths,
    '--guardrail',
    'slow=latency,tolerance=4,bad-ratio=5,weight=2',
    '--tolerance',
    '1',
  );
  expect(own.code).toBe(3); // three times is within the tolerance, and not shown to be good
  expect(flat(own.output)).toContain(
    "slow (latency): may be 4 times the control's, bad from 5 times, rolls back from 5 events on, weight 2",
  );
  expect(flat(own.output)).toContain('there was traffic enough for both: its rate lies between the limits');
});

test('what was read otherwise than it stands there is said', async () => {
  const rows = csv(steady(20, [0, 60]));
  const { output } = await judge(`${rows}${rows.split('\n')[1]}\n`);
  expect(flat(output)).toContain('row for a minute that had one before (line 22 after line 2); the first counts');
  expect(flat(output)).toContain('note 40 minutes of errors without the experiment: taken as without traffic');
});

test('no line is wider than 80 columns, and a long recording has few of them', async () => {
  const { output } = await judge(csv(steady(1_200, [0, 60])), '--max-duration', '2000');
  const lines = output.split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(lines.length).toBeLessThan(60);
  expect(output).toContain('(not every minute is shown; --json has all)');
  const decided = /by (\d+)\s+minutes\s+of data/.exec(output)?.[1];
  expect(Number(decided) % 40).not.toBe(0); // every 40th minute is shown, and the one that decided
  expect(lines.some((line) => line.trimStart().startsWith(`${decided} `))).toBe(true);
});

test('--json has every look, the settings and the verdict', async () => {
  await judge(csv(steady(60, [4, 60])), '--json', files.path('out.json'));
  const json = JSON.parse(files.read('out.json'));
  expect(json).toMatchObject({
    verdict: 'FAIL',
    end: 'rolled-back',
    startedAt: '2026-01-05T09:44:00Z',
    firstPass: null,
    sufficient: [],
    settings: { alphaRollback: 0.01 },
    guardrails: [{ name: 'errors', tolerance: 1.25 }],
    decidedBy: { minute: '2026-01-05T09:45:00Z', readAt: '2026-01-05T09:48:00Z', verdict: 'FAIL', action: 'rollback' },
  });
  expect(json.looks).toHaveLength(2);
});

test('exports of CloudWatch, two files a side', async () => {
  const metric = (Label: string, value: number) =>
    JSON.stringify({ Label, Datapoints: LIVE.map((_, minute) => ({ Timestamp: START + 60 * minute, Sum: value })) });
  const paths = {
    control: [files.write('at.json', metric('RequestCount', 540)), files.write('ae.json', metric('Faults', 5))],
    experiment: [files.write('bt.json', metric('RequestCount', 60)), files.write('be.json', metric('Faults', 4))],
  };
  const names = ['--total', 'RequestCount', '--events', 'Faults'];
  const { code, output } = await files.judge(
    '--control',
    ...paths.control,
    '--experiment',
    ...paths.experiment,
    ...names,
  );
  expect(code).toBe(2);
  expect(output).toContain('control     at.json ae.json\n');
});

test.each([
  [
    'a file that is not there',
    ['--experiment', '/nonexistent/b.csv'],
    /b.csv can't be read: .*ENOENT.*; check the path/,
  ],
  ["limits that can't be", ['--bad-ratio', '1'], /^guardrail "errors": badRatio must be above the tolerance 1.25/],
  ["settings that can't be", ['--alpha-rollback', '2'], /^settings of the judge: alphaRollback must be above 0/],
  [
    'a guardrail that nobody recorded',
    ['--guardrail', 'slow', '--guardrail', 'errors'],
    /^"slow" must be recorded on both sides, and --control has "errors"; .*; choose what both have/,
  ],
  [
    'a folder that is not there',
    ['--json', '/nonexistent/out.json'],
    /out.json can't be written: .*; name a file in a folder that exists/,
  ],
  ['guardrails that only roll back', ['--guardrail', 'errors,rollback-only'], /^nothing could ever be promoted/],
])('fails for %s', async (_what, args, message) => {
  const run = judge(csv(steady(60, [4, 60])), ...args);
  await expect(run).rejects.toThrow(OperationError);
  await expect(run).rejects.toThrow(message);
});

test.each([
  ['an unknown kind', 'slow=drift', 'the kind must be errors, latency, events, got "drift"'],
  ['an unknown part', 'slow,speed=3', 'after the name there may be tolerance=N'],
  ['a part without a value', 'slow,floor', 'after the name there may be'],
  ['a number that is none', 'slow,floor=x%', 'must be a number, got "x"'],
  ['no name', '=latency', 'must begin with the name of a guardrail'],
])('fails for a guardrail with %s', async (_what, spec, message) => {
  await expect(judge(csv(LIVE), '--guardrail', spec)).rejects.toThrow(message);
});

test('fails for times that no release lasts, and for sides without a minute', async () => {
  const far = `timestamp,total,events\n${START},60,0\n${START + 40 * 86_400},60,0\n`;
  await expect(judge(far)).rejects.toThrow(
    'a recording must span 31 days at most, got 2026-01-05T09:44:00Z to 2026-02-14T09:44:00Z',
  );
  const none = JSON.stringify({
    MetricDataResults: ['total', 'events'].map((Id) => ({ Id, Timestamps: [], Values: [] })),
  });
  const paths = ['--control', files.write('a.json', none), '--experiment', files.write('b.json', none)];
  await expect(files.judge(...paths)).rejects.toThrow('neither side has a minute; export the time of a release');
});

describe('a metric of events without one value', () => {
  const metric = (Id: string, value?: number) => ({
    Id,
    Timestamps: value === undefined ? [] : LIVE.map((_, minute) => START + 60 * minute),
    Values: value === undefined ? [] : LIVE.map(() => value),
  });
  const side = (slow?: number) => {
    const metrics = [metric('total', 540), metric('errors_events', 5), metric('slow_events', slow)];
    return JSON.stringify({ MetricDataResults: metrics });
  };
  const run = (...args: string[]) =>
    files.judge(
      ...['--control', files.write('a.json', side(54))],
      ...['--experiment', files.write('b.json', side()), ...args],
    );

  test('fails with its name', async () => {
    await expect(run()).rejects.toThrow(
      /b.json must have a value of "slow_events", got none in 60 minutes with requests: .*; correct it, or write the zeros/,
    );
  });

  test('keeps nobody from judging by another', async () => {
    expect((await run('--guardrail', 'errors')).code).toBe(0);
  });
});

test('fails for short recordings of longer periods, by both sides together', async () => {
  const hourly = (events: number) =>
    `timestamp,total,events\n${START},32400,${events}\n${START + 3600},32400,${events}\n`;
  const paths = ['--control', files.write('a.csv', hourly(300)), '--experiment', files.write('b.csv', hourly(301))];
  await expect(files.judge(...paths)).rejects.toThrow(
    'both sides: counts must be those of single minutes, got 2 times that are 3600 s apart, or a multiple of it; export a period of 60 seconds',
  );
});

test.each([
  ['itself', (control: string) => control],
  ['itself by another path', () => `${files.folder}/./a.csv`],
  ['itself by a link', (control: string) => linkTo(control)],
])('fails for a recording that is compared with %s', async (_what, nameOf) => {
  const control = files.write('a.csv', csv(LIVE));
  const experiment = nameOf(control);
  await expect(files.judge('--control', control, '--experiment', experiment)).rejects.toThrow(
    `each file must be given once, got the same one as --control ${control} and --experiment ${experiment}; give what was recorded of each version`,
  );
});

function linkTo(file: string): string {
  symlinkSync(file, files.path('link.csv'));
  return files.path('link.csv');
}

test('two files that hold the same are compared', async () => {
  const { code } = await judge(csv(LIVE));
  expect(code).toBe(0);
});

test('fails for CSV files in parts, because rows of one minute would be in two', async () => {
  const [one, two] = ['a1.csv', 'a2.csv'].map((name) => files.write(name, csv(LIVE)));
  await expect(files.judge('--control', one, two, '--experiment', one)).rejects.toThrow(
    /^--control must be one CSV file or exports of CloudWatch, got .*a1.csv, .*a2.csv; put all rows into one file/,
  );
});

describe('the command line, on the recordings of the example', () => {
  const COMMAND = join(__dirname, '../../../dist/bluegreen.mjs');
  const RECORDED = join(__dirname, '../../../examples/fraud-detection/recorded');
  const run = (experiment: string, ...args: string[]) =>
    spawnSync(process.execPath, [COMMAND, 'judge', '--control', 'blue.csv', '--experiment', experiment, ...args], {
      cwd: RECORDED,
      encoding: 'utf8',
    });

  test.each([
    ['green.csv', [], 2],
    ['green-healthy.csv', [], 0],
    ['green-healthy.csv', ['--max-duration', '10'], 3],
    ['nothing.csv', [], 1],
    ['green.csv', ['--tolerance', 'much'], 1],
  ])('%s %j exits with %d', (experiment, args, code) => {
    const { status, stdout, stderr } = run(experiment, ...args);
    expect(status).toBe(code);
    expect(code === 1 ? stderr : stdout).not.toBe('');
    expect(code === 1 ? stdout : stderr).toBe('');
  });
});
