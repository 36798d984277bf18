import { SageMakerRuntime as RuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ScaledClock } from '../../../../../lib/rehearsal/clocks/scaled-clock';
import { SageMakerFixture, START } from '../fixture';
import { modelProcesses } from './model-server';

jest.setTimeout(30_000); // real processes on a busy machine

test('an update under traffic loses no request, and sends all to the new version in the end', async () => {
  const fixture = await SageMakerFixture.open({ tasks: modelProcesses, clock: new ScaledClock(START, 200) });
  const [sagemaker, runtime] = [fixture.client(), new RuntimeClient(await fixture.runtimeConfig())];
  const invoke = async (): Promise<string> => {
    const { Body } = await runtime.invokeEndpoint({ EndpointName: 'fraud-blue', Body: '{"delayMs":5}' });
    return JSON.parse(Buffer.from(Body).toString()).version;
  };
  try {
    await fixture.serve(sagemaker, 'fraud-blue', 'v1', { count: 2 });
    await fixture.untilInService(sagemaker, 'fraud-blue'); // processes start in real time, which is long on this clock
    await fixture.prepare(sagemaker, 'v2');
    await sagemaker.updateEndpoint({ EndpointName: 'fraud-blue', EndpointConfigName: 'v2' });
    const versions: string[] = [];
    let updating = true;
    const traffic = async () => {
      while (updating) versions.push(await invoke());
    };
    const callers = Array.from({ length: 8 }, traffic);
    await fixture.untilInService(sagemaker, 'fraud-blue');
    updating = false;
    await Promise.all(callers);
    expect(new Set(versions)).toEqual(new Set(['v1', 'v2']));
    expect(versions.indexOf('v2')).toBeGreaterThan(50);
    expect(await invoke()).toBe('v2');
  } finally {
    runtime.destroy();
    await fixture.close();
  }
});
