import { Env, ModelOutline, Names, OUTLINE_METADATA, ReleasePlan } from '../../contract';
import { DetectionSettings } from '../../core/detection/timings';
import { chosenModel } from './chosen-model';
import { declaredDetection } from './declared-detection';
import { grantedActions } from './granted-actions';
import { parseTemplate, ResourceDefinition, Template } from '../deploy/template';

type Properties = Readonly<Record<string, any>>;

/** What the environments of a model are made of. */
export type HostingName = 'ecs' | 'sagemaker';

/** What a synthesized template says of one model before anything is deployed: what a rehearsal of it must respect. */
export interface DeclaredModel {
  readonly name: string;
  readonly hosting: HostingName;
  /** The one endpoint that its callers invoke; undefined when they speak HTTP to a load balancer. */
  readonly endpointName: string | undefined;
  /** Whether one of its checks mirrors live requests. */
  readonly hasShadow: boolean;
  /** Whether one of its checks puts a version under load. */
  readonly hasLoadTest: boolean;
  /** Whether gateways keep its predictions, and labels are joined with them. */
  readonly hasQuality: boolean;
  /** Whether one of its checks asks people. */
  readonly hasApproval: boolean;
  /** Whether chosen callers have a listener rule of their own. */
  readonly hasCohort: boolean;
  /** Entries of its functions: `traffic` for the handler `traffic.handler`. */
  readonly functions: readonly string[];
  /** Logical ids of the same. */
  readonly functionIds: readonly string[];
  /** Tasks or instances of an environment, at least and at most; undefined when the template does not tell. */
  readonly capacity: { readonly min: number; readonly max: number } | undefined;
  /** Actions, wildcards included, that its functions and its workflow may take. */
  readonly actions: readonly string[];
  /** The plan of its releases. */
  readonly plan: ReleasePlan;
  /** What the template says for whoever plans a release; undefined in those of earlier releases of this package. */
  readonly outline: ModelOutline | undefined;
  /** What decides how soon a bad version is found. */
  readonly detection: DetectionSettings;
}

const TRAFFIC_HANDLER = 'traffic.handler';
const CHECK_HANDLER = 'check.handler';
const RELEASE_HANDLER = 'release.handler';
/** Entry of the function that sends the load of load tests. */
export const LOAD_ENTRY = 'load-worker';
const QUALITY_ENTRY = 'quality-measure';
export const PROMPTS_ENTRY = 'prompt-set';

const SAGEMAKER_ENTRIES = ['environment-sagemaker', 'environment-variants'];

/** Throws when the template has no model, several and no name is given, or none of that name. */
export function declaredModel(json: Readonly<Record<string, unknown>>, modelName?: string): DeclaredModel {
  const template = parseTemplate(json);
  const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const models = functions
    .filter(({ Properties }) => Properties?.Handler === TRAFFIC_HANDLER)
    .map((traffic) => ({
      name: variableOf(traffic, Env.MODEL_NAME),
      own: functions.filter((each) => belongTogether(each, traffic)),
    }));
  const { name, own } = chosenModel(models, modelName);
  const entries = own.map(({ Properties }) => String(Properties?.Handler).split('.')[0]);
  const [endpointName, plan] = [endpointNameOf(own), planOf(own)];
  const outline = machineOf(template, name)?.Metadata?.[OUTLINE_METADATA] as ModelOutline | undefined;
  return {
    name,
    hosting: entries.some((entry) => SAGEMAKER_ENTRIES.includes(entry)) ? 'sagemaker' : 'ecs',
    endpointName,
    hasShadow: own.some(hasGatewaysMirror),
    hasLoadTest: entries.includes(LOAD_ENTRY),
    hasQuality: entries.includes(QUALITY_ENTRY),
    hasApproval: hasAction(template, name, 'ask-approval'),
    hasCohort: own.some((definition) => variablesOf(definition)[Env.COHORT_RULE_ARN] !== undefined),
    functions: entries,
    functionIds: Object.keys(template.Resources).filter((id) => own.includes(template.Resources[id])),
    capacity: capacityOf(own),
    actions: grantedActions(template, [...own.map(roleOfFunction), roleOfWorkflow(template, name)]),
    plan,
    detection: declaredDetection(template, { name, plan, endpointName, outline, functions: own }),
    outline,
  };
}

/** The functions of a model share its name and the package's code: a user's own function may have the variable too. */
function belongTogether(one: ResourceDefinition, other: ResourceDefinition): boolean {
  const sameCode = JSON.stringify(one.Properties?.Code) === JSON.stringify(other.Properties?.Code);
  return sameCode && variableOf(one, Env.MODEL_NAME) === variableOf(other, Env.MODEL_NAME);
}

function variableOf({ Properties }: ResourceDefinition, name: string): string {
  return String((Properties as Properties | undefined)?.Environment?.Variables?.[name]);
}

function endpointNameOf(own: readonly ResourceDefinition[]): string | undefined {
  const traffic = own.find(({ Properties }) => Properties?.Handler === TRAFFIC_HANDLER);
  return (traffic?.Properties as Properties | undefined)?.Environment?.Variables?.[Env.ENDPOINT_NAME];
}

/** Of the environment function's scaling; its text may have references in it, so only its numbers are read. */
function capacityOf(own: readonly ResourceDefinition[]): DeclaredModel['capacity'] {
  const scaling = own.map((fn) => JSON.stringify(variablesOf(fn)[Env.SCALING] ?? '')).find((text) => text !== '""');
  const [min, max] = ['minCapacity', 'maxCapacity'].map((name) => new RegExp(`${name}\\W+(\\d+)`).exec(scaling ?? ''));
  return min === null || max === null ? undefined : { min: Number(min[1]), max: Number(max[1]) };
}

function variablesOf({ Properties }: ResourceDefinition): Properties {
  return (Properties as Properties | undefined)?.Environment?.Variables ?? {};
}

/** The check function knows the parameter when a check of the model has the gateways mirror. */
function hasGatewaysMirror(definition: ResourceDefinition): boolean {
  const { Handler, Environment } = (definition.Properties ?? {}) as Properties;
  return Handler === CHECK_HANDLER && Environment?.Variables?.[Env.GATEWAY_SETTINGS_PARAMETER] !== undefined;
}

function roleOfFunction({ Properties }: ResourceDefinition): unknown {
  return Properties?.Role;
}

function roleOfWorkflow(template: Template, modelName: string): unknown {
  return workflowOf(template, modelName)?.RoleArn;
}

/** Whether a state calls a function with this action. */
function hasAction(template: Template, modelName: string, action: string): boolean {
  return JSON.stringify(workflowOf(template, modelName)?.DefinitionString ?? '').includes(action);
}

function workflowOf(template: Template, modelName: string): Properties | undefined {
  return machineOf(template, modelName)?.Properties;
}

function machineOf({ Resources }: Template, modelName: string): ResourceDefinition | undefined {
  return Object.values(Resources).find(
    ({ Properties }) => Properties?.StateMachineName === Names.stateMachine(modelName),
  );
}

function planOf(functions: readonly ResourceDefinition[]): ReleasePlan {
  const release = functions.find(({ Properties }) => Properties?.Handler === RELEASE_HANDLER);
  if (release === undefined)
    throw new Error('the model has no release function; deploy it with one version of the package');
  return JSON.parse(variableOf(release, Env.PLAN)) as ReleasePlan;
}
