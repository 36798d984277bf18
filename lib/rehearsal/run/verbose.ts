import { Stage } from '../stage';
import { apiName } from './api-names';
import { timelinePrefix } from './progress';
import { Reporter } from './reporter';

/** `--verbose`: tells every AWS call that fails, whoever made it, and what the functions write. One line each, to be searched. */
export function tellEverything({ account, functions, clock }: Stage, reporter: Reporter): void {
  const tell = (kind: 'call' | 'log', text: string) =>
    reporter.note(`${timelinePrefix({ at: new Date(clock.now()).toISOString(), kind })}${text}`);
  account.observers.add(({ error, injected, ...call }) => {
    if (error === undefined) return;
    const by = injected === true ? ' by the fault' : '';
    tell('call', `${apiName(call)} failed${by}: ${error.code}: ${error.message}`);
  });
  functions.invocationListeners.add(({ functionName, output }) => {
    for (const line of output.split('\n').filter((each) => each !== '')) tell('log', `${functionName}: ${line}`);
  });
}
