import { CheckOutline, CustomResourceType, ReleasePlan } from '../contract';
import { DetectionSettings } from '../core/detection/timings';
import { Assembly } from '../rehearsal/deploy';
import { parseTemplate, ResourceDefinition, Template } from '../rehearsal/deploy/template';
import { chosenStack } from '../rehearsal/run/chosen-stack';
import { DeclaredModel, declaredModel, HostingName } from '../rehearsal/run/declared-model';

/** What a cloud assembly says of one model and its next release. */
export interface PlannedModel {
  readonly model: string;
  readonly stack: string;
  readonly version: string;
  readonly hosting: HostingName;
  readonly plan: ReleasePlan;
  readonly checks: readonly CheckOutline[];
  readonly detection: DetectionSettings;
  /** Whether chosen callers get the version first. */
  readonly hasCohort: boolean;
  /** What the deploy that starts the release waits for. */
  readonly deployWaitsFor: 'promotion' | 'start';
  /** Tasks or instances of an environment; undefined when the template does not tell. */
  readonly capacity: { readonly min: number; readonly max: number } | undefined;
}

/** Throws when the assembly has no model, or several and none was chosen. */
export function plannedModel(
  assembly: Assembly,
  { stack: stackName, model: modelName }: { readonly stack?: string; readonly model?: string },
): PlannedModel {
  const stack = chosenStack(assembly, stackName);
  const json = assembly.stacks.find((each) => each.stackName === stack)?.template ?? {};
  const declared = declaredModel(json, modelName);
  const template = parseTemplate(json);
  const trigger = releaseTrigger(template, declared.functionIds);
  return {
    model: declared.name,
    stack,
    version: typeof trigger?.Version === 'string' ? trigger.Version : 'of a parameter',
    hosting: declared.hosting,
    plan: declared.plan,
    checks: checksOf(declared),
    detection: declared.detection,
    hasCohort: declared.hasCohort,
    deployWaitsFor: trigger?.ReturnAtStart === 'true' ? 'start' : 'promotion',
    capacity: declared.capacity,
  };
}

/** `Custom::ModelRelease` of the model, by its handler: a stack may have several models. */
function releaseTrigger({ Resources }: Template, functionIds: readonly string[]) {
  return ofType(Resources, CustomResourceType.MODEL_RELEASE)
    .map(({ Properties = {} }) => Properties)
    .find(({ ServiceToken }) => functionIds.some((id) => JSON.stringify(ServiceToken).includes(`"${id}"`)));
}

function checksOf({ name, outline }: DeclaredModel): readonly CheckOutline[] {
  if (outline !== undefined) return outline.checks;
  throw new Error(
    `the state machine of model ${name} must tell its checks in its metadata, got none; synthesize the app again, with the same ` +
      'release of this package',
  );
}

function ofType(resources: Template['Resources'], type: string): readonly ResourceDefinition[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}
