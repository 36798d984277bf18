import { SageMakerParitySpec } from '../../contract/index';
import { ModelVersion } from '../../model/model-version';
import { scalingOf } from './capacity';
import { SageMakerHostingProps } from './sagemaker-hosting-props';

/** Both endpoints must be the same, but for what the version declares itself: its container and the environment it names. */
export function sageMakerParity(
  props: SageMakerHostingProps,
  version: ModelVersion,
  allowedDifferences: readonly string[],
): SageMakerParitySpec {
  const content = version._content;
  const environment = content.kind === 'container' ? {} : (content.props.environment ?? {});
  return {
    kind: 'sagemaker-parity',
    name: 'parity',
    versionEnvironment: Object.keys(environment),
    allowedDifferences: [...allowedDifferences],
    autoScaled: scalingOf(props) !== undefined,
  };
}
