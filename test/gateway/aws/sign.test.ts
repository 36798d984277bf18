import { sign } from '../../../lib/gateway/aws/sign';

/** Request, keys and signatures of AWS' test suite for signature version 4: `post-vanilla` and `post-sts-header-after`. */
const KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
  expiresAt: undefined,
};
const SCOPE = { service: 'service', region: 'us-east-1' };
const NOW = Date.UTC(2015, 7, 30, 12, 36, 0, 789);
const POST = { method: 'POST', path: '/', headers: { host: 'example.amazonaws.com' }, body: Buffer.alloc(0) };

const signatureOf = (headers: Record<string, string>) => /Signature=(.*)$/.exec(headers.authorization)?.[1];

test("signs AWS' own example as AWS does", () => {
  expect(sign(POST, SCOPE, KEYS, NOW)).toEqual({
    host: 'example.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  });
});

test('another key, day, region, service, body or header makes another signature', () => {
  const signatures = [
    sign(POST, SCOPE, KEYS, NOW),
    sign(POST, SCOPE, { ...KEYS, secretAccessKey: 'other' }, NOW),
    sign(POST, SCOPE, { ...KEYS, sessionToken: 'token' }, NOW),
    sign(POST, SCOPE, KEYS, NOW + 86_400_000),
    sign(POST, { ...SCOPE, region: 'eu-west-1' }, KEYS, NOW),
    sign(POST, { ...SCOPE, service: 'ssm' }, KEYS, NOW),
    sign({ ...POST, body: Buffer.from('x') }, SCOPE, KEYS, NOW),
    sign({ ...POST, headers: { ...POST.headers, accept: '*/*' } }, SCOPE, KEYS, NOW),
  ].map(signatureOf);
  expect(new Set(signatures).size).toBe(8);
});

test('white space within and around values does not count', () => {
  const signed = (accept: string) => sign({ ...POST, headers: { ...POST.headers, accept } }, SCOPE, KEYS, NOW);
  expect(signatureOf(signed('  a  \t b '))).toBe(signatureOf(signed('a b')));
});
