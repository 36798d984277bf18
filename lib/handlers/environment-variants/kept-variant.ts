import { CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { DeployedVersion } from '../../contract';
import { ActiveRelease, Returning } from '../../core/ledger/ledger';
import { imageOf } from '../../core/sagemaker/candidate';
import { copyTags, sameButVariants } from '../../core/sagemaker/copy';
import { variantsWith } from '../../core/sagemaker/variant-config';
import { readKept } from '../shared/kept-copies';
import { refuseReturn } from '../shared/refuse-return';
import { unlessExisting } from '../shared/sagemaker-errors';
import { EnvironmentContext } from './context';
import { liveVariantOf } from './live-variant';

/** What a return's endpoint config is made from. */
export interface KeptVariant {
  readonly release: ActiveRelease;
  readonly returning: Returning;
  /** Of the endpoint config to make. */
  readonly name: string;
  readonly live: DeployedVersion | undefined;
}

/**
 * Makes an endpoint config of the variant that ran while the version was live, with the model of then, beside the live one's. Throws
 * ReleaseRefused when that variant or its model is gone, or when the endpoint has something else in its place.
 */
export async function takeKept(context: EnvironmentContext, kept: KeptVariant): Promise<void> {
  const { sageMaker, store } = context;
  const { release, returning, name, live } = kept;
  const { environment, releaseId, version } = release;
  const copy = await readKept(sageMaker, returning.copyArn, environment);
  if (copy.kind === 'gone') return refuseReturn(store, release, copy.reason);
  const { config, variant, model, configName } = copy;
  const image = imageOf(model.PrimaryContainer);
  if (release.image !== '' && release.image !== image)
    return refuseReturn(store, release, `it was ${release.image}, and endpoint config ${configName} serves ${image}`);
  const endpoint = await context.endpoint();
  if (endpoint?.variants.some((each) => each.name === environment) === true)
    return refuseReturn(store, release, `endpoint ${endpoint.name} still has a variant ${environment}`);
  const liveVariant = live === undefined ? undefined : await liveVariantOf(context, live);
  const { modelName } = store;
  await unlessExisting(
    sageMaker.send(
      new CreateEndpointConfigCommand({
        ...sameButVariants(config),
        EndpointConfigName: name,
        ProductionVariants: variantsWith(liveVariant, variant, { environment, modelName: variant.ModelName ?? '' }),
        Tags: copyTags({ modelName, releaseId, version }),
      }),
    ),
  );
}
