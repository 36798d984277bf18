import { CustomResourceType } from '../../contract';
import { Assembly } from '../deploy';

/** The stack that `--stack` names, the only one, or the only one with a model. Throws when that leaves a choice. */
export function chosenStack({ stacks }: Assembly, name: string | undefined): string {
  const names = stacks.map((each) => each.stackName);
  if (name !== undefined && !names.includes(name)) {
    throw new Error(`no stack ${name} in the app; it has ${names.join(', ')}: choose one of them with --stack`);
  }
  if (name !== undefined) return name;
  if (names.length === 1) return names[0];
  const withModel = stacks.filter(({ template }) =>
    JSON.stringify(template).includes(CustomResourceType.MODEL_RELEASE),
  );
  if (withModel.length === 1) return withModel[0].stackName;
  throw new Error(`the app has several stacks (${names.join(', ')}); choose one with --stack`);
}
