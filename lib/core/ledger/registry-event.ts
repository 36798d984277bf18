import { packagesBetween } from '../sagemaker/model-package';
import { StartCommand } from './command';
import { Ledger } from './ledger';

/**
 * Why an approval event wants nothing, or undefined when it is to be acted upon. An event comes at least once, and again when
 * anything else of an approved package is changed, its description for example: neither is anybody's wish for a release. A refusal
 * of the package itself is left to the rules of every start.
 */
export function reasonToIgnoreEvent({ live, release }: Ledger, command: StartCommand): string | undefined {
  if (command.byRegistry !== true) return undefined;
  const sinceLive = live === undefined ? undefined : packagesBetween(command.image, live.image);
  if (sinceLive === 0) return `package ${command.image} is live already, as version "${live?.version}"`;
  if (sinceLive !== undefined && sinceLive < 0) {
    return (
      `package ${command.image} is older than the live one, ${live?.image}, and an approval event must not go back; ` +
      'deploy it or start its release by hand to do so'
    );
  }
  if (release === undefined || release.executionArn === command.deadExecutionArn) return undefined;
  if (packagesBetween(command.image, release.image) !== 0) return undefined;
  return `package ${command.image} is being released already, by release ${release.releaseId} in phase ${release.phase}`;
}
