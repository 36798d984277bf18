import { AwsError } from '../../../../lib/rehearsal/aws/service';
import { SignedRequest, verifySignature } from '../../../../lib/rehearsal/aws/wire/sigv4';

/** The worked example of AWS' signing guide (IAM, ListUsers). */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const SIGNED = 'content-type;host;x-amz-date';
const SIGNATURE = '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';
const EXAMPLE: SignedRequest = {
  method: 'GET',
  path: '/',
  query: new URLSearchParams('Version=2010-05-08&Action=ListUsers'),
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: 'iam.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    'user-agent': 'not signed',
    authorization: authorization(),
  },
  body: new Uint8Array(),
};

function authorization(signed = SIGNED, scope = '20150830/us-east-1/iam/aws4_request', signature = SIGNATURE): string {
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}

function refusal(more: Partial<SignedRequest>, headers: object = {}, secret = SECRET): string | undefined {
  try {
    const request = { ...EXAMPLE, ...more, headers: { ...EXAMPLE.headers, ...headers } };
    verifySignature(request, secret, 'us-east-1');
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'InvalidSignatureException', status: 403 });
    return (error as AwsError).message;
  }
}

test("AWS' own example is right", () => {
  expect(refusal({})).toBeUndefined();
});

const MISMATCH = /^The request signature we calculated does not match the signature you provided\./;

test.each<[string, Partial<SignedRequest>, object, RegExp]>([
  ['another method', { method: 'POST' }, {}, MISMATCH],
  ['another path', { path: '/users' }, {}, MISMATCH],
  ['another query', { query: new URLSearchParams('Action=ListRoles') }, {}, MISMATCH],
  ['another body', { body: Buffer.from('x') }, {}, MISMATCH],
  ['another value of a signed header', {}, { 'content-type': 'text/plain' }, MISMATCH],
  ['a header that is not there', {}, { authorization: authorization(`${SIGNED};x-amz-target`) }, MISMATCH],
  [
    'a day of its own',
    {},
    { authorization: authorization(SIGNED, '20150831/us-east-1/iam/aws4_request') },
    /^Date in Credential scope/,
  ],
  [
    'another region',
    {},
    { authorization: authorization(SIGNED, '20150830/eu-west-1/iam/aws4_request') },
    /valid region, not 'eu-west-1'/,
  ],
  ['no date', {}, { 'x-amz-date': undefined }, /'X-Amz-Date'/],
  [
    'a host that is not signed',
    {},
    { authorization: authorization('content-type;x-amz-date') },
    /'host' must be a 'SignedHeader'/,
  ],
  ['an x-amz- header that is not signed', {}, { 'x-amz-security-token': 't' }, /'x-amz-security-token' must be/],
  ['another algorithm', {}, { authorization: authorization().replace('HMAC', 'ECDSA') }, /AWS4-HMAC-SHA256/],
])('fails for %s', (_, more, headers, message) => {
  expect(refusal(more, headers)).toMatch(message);
});

test('fails for another secret', () => {
  expect(refusal({}, {}, 'guessed')).toMatch(MISMATCH);
});

test('white space around and within a value does not count', () => {
  expect(refusal({}, { 'content-type': '  application/x-www-form-urlencoded;   charset=utf-8 ' })).toBeUndefined();
});
