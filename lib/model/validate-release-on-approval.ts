import { Problems } from '../private/validation';
import { ModelVersion } from './model-version';

/** Throws when approved packages of a group can't be released into a model. */
export function validateReleaseOnApproval(
  modelName: string,
  version: ModelVersion,
  modelPackageGroupName: string,
): void {
  const problems = new Problems();
  problems.text(
    'modelPackageGroupName',
    modelPackageGroupName,
    /^[A-Za-z0-9][A-Za-z0-9-]{0,49}$/,
    'a name of 1 to 50 characters',
  );
  const { kind } = version._content;
  if (kind !== 'modelPackage') {
    problems.add(
      `version must be ModelVersion.modelPackage() to release approved packages, got ModelVersion.${kind}(); declare a package`,
    );
  }
  problems.throwIfAny(`releaseOnApproval of model "${modelName}"`);
}
