import { BoardEndpoint } from '../../../../../lib/rehearsal/aws/sagemaker/runtime/board';
import { Served } from '../../../../../lib/rehearsal/aws/sagemaker/runtime/served';

const endpoint = (name: string, ...ips: string[]): BoardEndpoint => ({
  ...{ name, configName: 'v1' },
  variants: [
    {
      ...{ name: 'AllTraffic', weight: 1, isServerless: false, leastOutstanding: false },
      instances: ips.map((ip) => ({ ip, port: 8080 })),
    },
  ],
});
const instances = (served: Served, name: string) => served.find(name)!.variants[0].instances;

test('an instance keeps its requests from board to board', () => {
  const served = new Served();
  served.apply([endpoint('fraud', '10.0.0.1')]);
  const end = instances(served, 'fraud')[0].begin();
  served.apply([endpoint('fraud', '10.0.0.2', '10.0.0.1')]);
  expect(instances(served, 'Fraud').map(({ inFlight }) => inFlight)).toEqual([0, 1]);
  end();
  expect(instances(served, 'fraud')[1].inFlight).toBe(0);
});

test('an instance that gets no more requests is idle when the last of its own has ended, not before', () => {
  const served = new Served();
  served.apply([endpoint('fraud', '10.0.0.1')]);
  const ends = [1, 2].map(() => instances(served, 'fraud')[0].begin());
  served.apply([]);
  expect(served.find('fraud')).toBeUndefined();
  const idle = jest.fn();
  served.whenIdle('10.0.0.1', idle);
  ends[0]();
  expect(idle).not.toHaveBeenCalled();
  ends[1]();
  expect(idle).toHaveBeenCalledTimes(1);
});

test('an instance without requests, or that never had one, is idle at once', () => {
  const served = new Served();
  served.apply([endpoint('fraud', '10.0.0.1')]);
  for (const ip of ['10.0.0.1', '10.9.9.9']) {
    const idle = jest.fn();
    served.whenIdle(ip, idle);
    expect(idle).toHaveBeenCalledTimes(1);
  }
});
