import { Cohort } from '../../../lib';
import { RouteConditions } from '../../../lib/rehearsal/aws/routing';
import { matchingRule, RequestHead } from '../../../lib/rehearsal/traffic/matching';
import { rule } from './support';

const FIXED = { kind: 'fixed', status: 200, contentType: 'text/plain', body: '' } as const;

function head(overrides: Partial<RequestHead> = {}): RequestHead {
  return { method: 'GET', host: 'api.example.com', url: '/', rawHeaders: [], ...overrides };
}

describe('rule conditions', () => {
  test.each<[string, RouteConditions, Partial<RequestHead>, boolean]>([
    ['no conditions', {}, {}, true],
    ['host, other case and with a port', { hosts: ['API.example.com'] }, { host: 'api.Example.com:8443' }, true],
    ['host wildcard', { hosts: ['*.example.com'] }, {}, true],
    ['host wildcard needs the dot', { hosts: ['*.example.com'] }, { host: 'example.com' }, false],
    ['dots are no wildcards', { hosts: ['api.example.com'] }, { host: 'apixexample.com' }, false],
    ['path with *', { paths: ['/v2/*'] }, { url: '/v2/models/a/infer' }, true],
    ['* matches nothing too', { paths: ['/v2/*'] }, { url: '/v2/' }, true],
    ['path must match as a whole', { paths: ['/v2'] }, { url: '/v2/models' }, false],
    ['path has case', { paths: ['/V2/*'] }, { url: '/v2/models' }, false],
    ['path without the query', { paths: ['/v2'] }, { url: '/v2?x=/other' }, true],
    ['query does not match a path', { paths: ['*infer'] }, { url: '/v2?x=infer' }, false],
    ['? is exactly one', { paths: ['/v?'] }, { url: '/v2' }, true],
    ['? is not none', { paths: ['/v?'] }, { url: '/v' }, false],
    ['regular expression signs are plain', { paths: ['/a+(b)'] }, { url: '/a+(b)' }, true],
    ['one of several values', { paths: ['/a', '/b'] }, { url: '/b' }, true],
    ['method', { methods: ['POST', 'PUT'] }, { method: 'PUT' }, true],
    ['other method', { methods: ['POST'] }, {}, false],
    ['header', { headers: [{ name: 'X-Env', values: ['blue'] }] }, { rawHeaders: ['x-env', 'BLUE'] }, true],
    ['header is missing', { headers: [{ name: 'X-Env', values: ['*'] }] }, {}, false],
    ['repeated header', { headers: [{ name: 'a', values: ['2'] }] }, { rawHeaders: ['a', '1', 'A', '2'] }, true],
    ['a value is no name', { headers: [{ name: 'a', values: ['b'] }] }, { rawHeaders: ['x', 'a', 'b', 'c'] }, false],
    ['all conditions', { paths: ['/a'], methods: ['GET'] }, { url: '/a' }, true],
    ['all but one condition', { paths: ['/a'], methods: ['POST'] }, { url: '/a' }, false],
  ])('%s', (_, conditions, request, expected) => {
    expect(matchingRule([rule(FIXED, { conditions })], head(request)) !== undefined).toBe(expected);
  });

  test.each([
    ['alone', 'cohort=beta', true],
    ['first', 'cohort=beta; other=1', true],
    ['in the middle', 'a=1; cohort=beta; b=2', true],
    ['last', 'a=1; cohort=beta', true],
    ['in other case', 'Cohort=BETA', true],
    ['with a longer value', 'cohort=beta2; b=2', false],
    ['with a longer value at the end', 'a=1; cohort=beta2', false],
    ['with another value', 'cohort=alpha', false],
    ['as the value of another', 'a=cohort; b=beta', false],
    ['under a name that ends alike, as the docs say', 'my-cohort=beta', true],
  ])('the cookie of a cohort, %s', (_, cookie, expected) => {
    const { HttpHeaderConfig } = Cohort.cookie('cohort', 'beta')._condition as Record<string, any>;
    const headers = [{ name: HttpHeaderConfig.HttpHeaderName, values: HttpHeaderConfig.Values }];
    const request = head({ rawHeaders: ['Cookie', cookie] });
    expect(matchingRule([rule(FIXED, { conditions: { headers } })], request) !== undefined).toBe(expected);
  });

  test('the first matching rule wins', () => {
    const rules = [
      rule(FIXED, { ruleArn: 'a', conditions: { paths: ['/x'] } }),
      rule(FIXED, { ruleArn: 'b', conditions: { paths: ['/*'] } }),
      rule(FIXED, { ruleArn: 'default' }),
    ];
    expect(matchingRule(rules, head({ url: '/x' }))?.ruleArn).toBe('a');
    expect(matchingRule(rules, head({ url: '/y' }))?.ruleArn).toBe('b');
  });
});
