import { ActiveRelease, Returning } from '../../core/ledger/ledger';
import { imageOf } from '../../core/sagemaker/candidate';
import { refuseReturn } from '../shared/refuse-return';
import { readKept } from '../shared/kept-copies';
import { EnvironmentContext } from './context';
import { OwnCopy } from './own-copy';

/**
 * The endpoint config that ran while the version of a return was live, and its model: both can't be changed, and outlive the endpoint.
 * Throws ReleaseRefused when one of them is gone, or when the environment has an endpoint with another one.
 */
export async function keptCopy(
  { sageMaker, store, endpoint }: EnvironmentContext,
  release: ActiveRelease,
  { copyArn }: Returning,
): Promise<OwnCopy> {
  const { environment } = release;
  const kept = await readKept(sageMaker, copyArn, environment);
  if (kept.kind === 'gone') return refuseReturn(store, release, kept.reason);
  const { configName, variant, model } = kept;
  const image = imageOf(model.PrimaryContainer);
  if (release.image !== '' && release.image !== image)
    return refuseReturn(store, release, `it was ${release.image}, and endpoint config ${configName} serves ${image}`);
  const running = await endpoint(environment);
  const names = [running?.configName, running?.pendingConfigName];
  if (running !== undefined && running.status !== 'Deleting' && !names.includes(configName)) {
    const what = running.configName ?? running.status;
    return refuseReturn(store, release, `endpoint ${running.name} has ${what} now, it ran ${configName}`);
  }
  return {
    configName,
    configArn: copyArn,
    variantName: variant.VariantName ?? '',
    instances: variant.InitialInstanceCount ?? 1,
    image,
  };
}
