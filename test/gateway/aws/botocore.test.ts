import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { invocationOf } from '../../../lib/gateway/aws/sagemaker/invocation';
import { sign } from '../../../lib/gateway/aws/sign';
import { runPython } from './support/moto-python';

jest.setTimeout(120_000); // installs moto, when nobody did before

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const FIXED = { ...KEYS, sessionToken: undefined, expiresAt: undefined };
const TASK = { ...KEYS, sessionToken: 'IQoJb3JpZ2luX2VjE+/=='.repeat(40), expiresAt: undefined };
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const LEAP = Date.UTC(2028, 1, 29, 23, 59, 59, 999);

interface Case {
  /** @default POST */
  readonly method?: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  readonly keys: typeof FIXED | typeof TASK;
  readonly service: string;
  readonly region: string;
  readonly now: number;
}

const HOST = 'runtime.sagemaker.eu-west-1.amazonaws.com';

function invoke(headers: Record<string, string>, body: Buffer, more: Partial<Case> & { target?: string } = {}): Case {
  const request = { target: more.target ?? '/invocations', headers };
  const invocation = invocationOf(request, 'fraud-blue', undefined);
  const scope = { service: 'sagemaker', region: 'eu-west-1', keys: TASK, now: NOW };
  return { ...scope, path: invocation.path, headers: { host: HOST, ...invocation.headers }, body, ...more };
}

const SSM = {
  host: 'ssm.eu-west-1.amazonaws.com',
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AmazonSSM.GetParameter',
};
const PARAMETER = Buffer.from('{"Name":"/cdk-model-bluegreen/fraud/gateway"}');
/** The hash is what botocore adds by itself. */
const object = (path: string, body: Buffer): Case => ({
  ...invoke({}, body),
  method: 'PUT',
  path,
  service: 's3',
  headers: {
    host: 's3.eu-west-1.amazonaws.com',
    'content-type': 'application/json',
    'if-none-match': '*',
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
  },
});

const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

const CASES: Record<string, Case> = {
  'an invocation': invoke({ 'content-type': 'application/json' }, Buffer.from('{"x":1}')),
  'an empty body': invoke({ 'content-type': 'text/csv' }, Buffer.alloc(0)),
  'a body of any bytes': invoke({}, all),
  'the largest body': invoke({ 'content-type': 'application/octet-stream' }, Buffer.alloc(6_291_456, 'model')),
  'a body that is no ASCII': invoke({ 'content-type': 'text/plain; charset=utf-8' }, Buffer.from('größer 模型')),
  'keys without a token': invoke({ accept: 'application/json' }, PARAMETER, { keys: FIXED }),
  'a stream': invoke({ accept: 'text/event-stream', 'content-type': 'application/json' }, PARAMETER),
  'attributes, and the headers of SageMaker': invoke(
    {
      'x-amzn-sagemaker-custom-attributes': '{"user": "a, b", "x": "1;2"}',
      'x-amzn-sagemaker-target-variant': 'AllTraffic',
      'x-amzn-sagemaker-inference-id': 'i-1',
      'x-model-mirror': '1',
    },
    PARAMETER,
  ),
  'what is carried in attributes': invoke(
    { 'x-request-id': 'r 1;2', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
    PARAMETER,
    { target: '/v2/predict?q=a%20b&c=~*' },
  ),
  'white space in values': invoke({ accept: '  text/csv ,\t application/json   ' }, PARAMETER),
  'a region of China, on the last second of a leap day': invoke({}, PARAMETER, { region: 'cn-north-1', now: LEAP }),
  'a port of its own': { ...invoke({}, PARAMETER), headers: { host: '127.0.0.1:4566' } },
  'a path with characters that are encoded twice': { ...invoke({}, PARAMETER), path: "/a%20b/~c-d_e.f/!'()*" },
  'an object': object('/my.evidence/cdk-model-bluegreen/fraud/1.3-a_b/1.json', Buffer.from('{"größer":1}')),
  'an object under a path with characters that S3 does not encode twice': object("/b/a%20b/~c.d_e-f/!'()*", PARAMETER),
  'a parameter': { ...invoke({}, PARAMETER), path: '/', headers: SSM, service: 'ssm' },
};

interface Botocore {
  readonly signed: readonly Record<string, string>[];
  readonly invocations: { signingName: string; authTypes: (string | null)[]; unsigned: boolean[] };
}

let botocore: Botocore;
beforeAll(async () => {
  const orders = Object.values(CASES).map(({ keys, body, ...order }) => ({
    ...{ method: 'POST', ...order, body: body.toString('hex') },
    ...keys,
  }));
  const program = join(__dirname, 'support/signers.py');
  botocore = JSON.parse(await runPython([program], JSON.stringify(orders))) as Botocore;
});

test.each(Object.keys(CASES))('signs %s as botocore does, byte for byte', (name) => {
  const { keys, service, region, now, ...request } = CASES[name];
  const ours = sign({ method: 'POST', ...request }, { service, region }, keys, now);
  const { host, ...sent } = ours;
  expect(host).toBe(request.headers.host); // botocore signs it, and leaves it to its connection to send
  expect(sent).toEqual(botocore.signed[Object.keys(CASES).indexOf(name)]);
});

test("botocore's model of SageMaker does not let the body be left out of the signature", () => {
  expect(botocore.invocations).toEqual({
    signingName: 'sagemaker',
    authTypes: [null, null],
    unsigned: [false, false],
  });
});
