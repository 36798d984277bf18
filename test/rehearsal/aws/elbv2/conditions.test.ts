import { requireConditions, routeConditions } from '../../../../lib/rehearsal/aws/elbv2/conditions';
import { errorCode } from '../../support/call';

const header = (HttpHeaderName: string, ...Values: string[]) => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const host = (...Values: string[]) => ({ Field: 'host-header', HostHeaderConfig: { Values } });
const path = (...Values: string[]) => ({ Field: 'path-pattern', PathPatternConfig: { Values } });
const method = (...Values: string[]) => ({ Field: 'http-request-method', HttpRequestMethodConfig: { Values } });
const query = (Value: string) => ({ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'k', Value }] } });
const source = (...Values: string[]) => ({ Field: 'source-ip', SourceIpConfig: { Values } });

describe('rule conditions', () => {
  test('become what the router matches', () => {
    const conditions = [host('*.example.com'), path('/v1/*'), method('POST'), header('X-A', '1'), header('X-B', '2')];
    requireConditions(conditions);
    expect(routeConditions(conditions)).toEqual({
      hosts: ['*.example.com'],
      paths: ['/v1/*'],
      methods: ['POST'],
      headers: [
        { name: 'X-A', values: ['1'] },
        { name: 'X-B', values: ['2'] },
      ],
    });
  });

  test('the older form with plain values counts too', () => {
    expect(routeConditions([{ Field: 'path-pattern', Values: ['/x'] }])).toEqual({ paths: ['/x'] });
  });

  test.each([
    ['no condition', []],
    ['an unknown field', [{ Field: 'cookie', Values: ['a'] }]],
    ['a condition without value', [{ Field: 'path-pattern' }]],
    ['two host conditions', [host('a'), host('b')]],
    ['six values', [path('/1', '/2', '/3'), host('a', 'b', 'c')]],
    ['a path with a space', [path('/a b')]],
    ['a host of 129 characters', [host('a'.repeat(129))]],
    ['a method in lower case', [method('post')]],
    ['the host header', [header('Host', 'a')]],
    ['a header name with a space', [header('x y', 'a')]],
    ['an address without mask', [source('10.0.0.1')]],
    ['a mask of 33 bits', [source('10.0.0.0/33')]],
  ])('fails for %s', (_, conditions) => {
    expect(errorCode(() => requireConditions(conditions))).toBe('ValidationError');
  });

  test.each([
    ['query strings', query('v')],
    ['source addresses', source('10.0.0.0/8')],
  ])('fails with 501 for valid %s, which the router does not match', (_, condition) => {
    requireConditions([condition]);
    expect(errorCode(() => routeConditions([condition]))).toBe('NotImplemented');
  });
});
