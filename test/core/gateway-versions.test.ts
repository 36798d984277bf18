import { GatewaySettings } from '../../lib/contract';
import { withVersion } from '../../lib/core/gateway-versions';

const mirror = { from: 'blue', to: 'green', percent: 10, until: 1 } as const;
const written = (settings: GatewaySettings) => JSON.parse(JSON.stringify(settings)) as GatewaySettings;

test('an environment gets its version beside what else is set', () => {
  expect(withVersion({ mirror, versions: { blue: '1.2' } }, 'green', '1.3')).toEqual({
    mirror,
    versions: { blue: '1.2', green: '1.3' },
  });
  expect(withVersion({}, 'blue', '1.0')).toEqual({ versions: { blue: '1.0' } });
});

test('an environment without a version is not written', () => {
  const settings = { mirror, versions: { blue: '1.2', green: '1.3' } };
  expect(written(withVersion(settings, 'blue', undefined))).toEqual({ mirror, versions: { green: '1.3' } });
  expect(written(withVersion({}, 'blue', undefined))).toEqual({ versions: {} });
});
