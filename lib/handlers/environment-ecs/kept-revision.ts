import { Service } from '@aws-sdk/client-ecs';
import { MODEL_CONTAINER } from '../../contract';
import { ActiveRelease, Returning } from '../../core/ledger/ledger';
import { refuseReturn } from '../shared/refuse-return';
import { describeTaskDefinition } from '../shared/task-definition';
import { EnvironmentContext } from './context';

/**
 * The revision that ran while the version of a return was live. A revision never changes, so the service still has the version when it
 * names that one. Throws ReleaseRefused when it does not, or when the revision is deregistered.
 */
export async function keptRevision(
  { ecs, store }: EnvironmentContext,
  release: ActiveRelease,
  { copyArn }: Returning,
  service: Service,
): Promise<{ arn: string; image: string }> {
  const { environment, version } = release;
  if (service.taskDefinition !== copyArn) {
    return refuseReturn(store, release, `${environment} has ${service.taskDefinition} now, it ran ${copyArn}`);
  }
  const revision = await describeTaskDefinition(ecs, copyArn);
  if (revision?.definition.status !== 'ACTIVE') {
    return refuseReturn(store, release, `its task definition ${copyArn} is deregistered`);
  }
  const image = revision.definition.containerDefinitions?.find(({ name }) => name === MODEL_CONTAINER)?.image ?? '';
  if (release.image === '' || release.image === image) return { arn: copyArn, image };
  return refuseReturn(store, release, `version ${version} was ${release.image}, and ${copyArn} runs ${image}`);
}
