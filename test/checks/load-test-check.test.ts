import { App, CfnResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { join } from 'node:path';
import { Check, CheckMode, GoldenDataset, LoadTestProps, ModelProtocol, RequestMethod } from '../../lib';
import { LoadTestSpec } from '../../lib/contract';
import { eventSchema } from '../../lib/handlers/load-worker/event-schema';

const FILE = join(__dirname, 'fixtures/golden.jsonl');
const PROTOCOL = ModelProtocol.openInferenceV2({ modelName: 'fraud' });
const PROPS: LoadTestProps = { peakRps: 100, requests: [{ body: { x: 1 } }] };

function newStack(): Stack {
  const stack = new Stack(new App(), 'Stack');
  new CfnResource(stack, 'Any', { type: 'AWS::SNS::Topic' }); // a stack without resources is warned of
  return stack;
}

function spec(props: Partial<LoadTestProps> = {}, stack = newStack()): LoadTestSpec {
  return Check.loadTest({ ...PROPS, ...props })._spec(PROTOCOL, stack) as LoadTestSpec;
}

test('defaults are those of the documentation', () => {
  expect(spec()).toEqual({
    kind: 'load-test',
    name: 'load-test',
    peakRps: 100,
    beyondPeak: false,
    stageSeconds: 120,
    rpsPerWorker: 50,
    timeoutMs: 10_000,
    limits: { maxErrorPercent: 1 },
    corpus: {
      kind: 'requests',
      requests: [
        {
          method: 'POST',
          path: '/v2/models/fraud/infer',
          body: '{"x":1}',
          headers: { 'content-type': 'application/json' },
        },
      ],
    },
  });
});

test('everything that can be said is told, and understood by the function', () => {
  const stack = newStack();
  const all = spec(
    {
      name: 'peak',
      mode: CheckMode.ADVISORY,
      capacityRps: 150,
      requests: undefined,
      dataset: GoldenDataset.fromAsset(FILE, { inputPath: 'input' }),
      path: '/score',
      headers: { 'x-team': 'fraud' },
      stageDuration: Duration.minutes(5),
      rpsPerWorker: 100,
      timeout: Duration.seconds(5),
      limits: { p50: Duration.millis(20), p90: Duration.millis(50), p99: Duration.millis(200), maxErrorPercent: 0 },
      beyondPeak: true,
      comparison: { blockDuration: Duration.seconds(60) },
    },
    stack,
  );
  expect(all).toMatchObject({
    advisory: true,
    capacityRps: 150,
    stageSeconds: 300,
    timeoutMs: 5_000,
    limits: { p50Ms: 20, p90Ms: 50, p99Ms: 200, maxErrorPercent: 0 },
    comparison: { sharePercent: 5, pairs: 8, blockSeconds: 60 },
    corpus: { kind: 'dataset', path: '/score', dataset: { fileName: 'golden.jsonl', options: { inputPath: 'input' } } },
  });
  const event = stack.resolve({ action: 'prepare', releaseId: 'one', spec: all }) as { spec: { corpus: any } };
  event.spec.corpus.dataset = { ...event.spec.corpus.dataset, bucket: 'assets', key: 'a.jsonl' };
  expect(eventSchema.parse(event)).toEqual(event);
});

test('says how long a release has to wait for it', () => {
  // 60 + 4 × 120 s of load, and for each of the five stages 30 s until workers are there and 10 s for the last answers
  expect(Check.loadTest(PROPS)._time()).toMatchObject({ seconds: 0, atMostSeconds: 740 });
});

test('warns when answers may take any time', () => {
  const stack = newStack();
  spec({}, stack);
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('passes whatever its answers take, up to 10 s'));
  const limited = newStack();
  spec({ limits: { p50: Duration.seconds(1) } }, limited);
  Annotations.fromStack(limited).hasNoWarning('*', Match.anyValue());
});

test.each<[string, Partial<LoadTestProps>, RegExp]>([
  [
    'a stage above the declared capacity',
    { capacityRps: 60 },
    /stage 75 % must stay within the declared capacity of 60 requests a second, got 75; raise the capacity, or lower peakRps/,
  ],
  ['125 % above it', { capacityRps: 100, beyondPeak: true }, /stage 125 % must stay within .* leave beyondPeak out/],
  ['no peak', { peakRps: 0 }, /peakRps must be above 0 and up to 100000, got 0/],
  [
    'too few requests for a limit',
    { peakRps: 10, limits: { p99: Duration.seconds(1) } },
    /limits\.p99Ms must have 10000 requests in stage 100 %, got 1200; raise stageSeconds to 1000 \(600 at most\)/,
  ],
  ['too few requests to compare', { peakRps: 10, comparison: {} }, /comparison must send 1000 requests .* got 120/],
  [
    'a stage of 20 minutes',
    { stageDuration: Duration.minutes(20) },
    /stageSeconds must be a whole number from 5 to 600/,
  ],
  ['a token', { timeout: Duration.seconds(Lazy.number({ produce: () => 5 })) }, /timeout must be known at synth/],
  ['a bad name', { name: 'a b' }, /name must be/],
])('fails for %s', (_name, props, message) => {
  expect(() => Check.loadTest({ ...PROPS, ...props })).toThrow(message);
});

test.each<[string, Partial<LoadTestProps>, RegExp]>([
  ['no corpus', { requests: undefined }, /requests or dataset must be given, got neither; give one of them/],
  ['two corpora', { dataset: GoldenDataset.fromAsset(FILE) }, /requests or dataset must be given, got both/],
  ['a path of no dataset', { path: '/score' }, /path must come with a dataset, got none/],
  [
    'a line break in a header',
    { requests: [{ body: {}, headers: { 'x-team': 'fraud\n' } }] },
    /requests\[0\]\.headers must be headers that HTTP allows, got "x-team": "fraud\\n" .*leave line breaks/,
  ],
  [
    'a header of a dataset that is none',
    { requests: undefined, dataset: GoldenDataset.fromAsset(FILE), headers: { 'x team': 'fraud' } },
    /: headers must be headers that HTTP allows, got "x team": "fraud"/,
  ],
  ['an empty list', { requests: [] }, /requests must be 1 to 50, got 0; use a dataset for more/],
  ['a body of a GET', { requests: [{ method: RequestMethod.GET, body: 'x' }] }, /requests\[0\]\.method must be POST/],
  [
    'no such file',
    { requests: undefined, dataset: GoldenDataset.fromAsset('no.jsonl') },
    /dataset must be a file, got "no\.jsonl"/,
  ],
])('fails for %s, when the model is known', (_name, props, message) => {
  expect(() => spec(props)).toThrow(message);
});
