import { join } from 'node:path';
import { Clock } from '../../../../lib/rehearsal/clock';
import { FunctionRuntime } from '../../../../lib/rehearsal/aws/lambda/function-runtime';
import { FunctionConfiguration } from '../../../../lib/rehearsal/lambda/function-configuration';
import { WorkerOutcome } from '../../../../lib/rehearsal/lambda/function-worker';

/** Runs the code of functions inside the test process: real code from real directories, without worker threads. */
export class InProcessFunctions implements FunctionRuntime {
  constructor(private readonly clock: Clock) {}

  async invoke(configuration: FunctionConfiguration, payload: string): Promise<WorkerOutcome> {
    const release = this.clock.hold();
    try {
      const [file, name] = configuration.handler.split('.') as [string, string];
      const code = (await import(join(configuration.codeDirectory, `${file}.js`))) as Record<
        string,
        (event: unknown) => Promise<unknown>
      >;
      const result = await code[name](JSON.parse(payload));
      return { ok: true, payload: JSON.stringify(result ?? null) };
    } catch (error) {
      return { ok: false, error: { errorType: 'Error', errorMessage: String(error) } };
    } finally {
      release();
    }
  }

  async retire(): Promise<void> {}
}
