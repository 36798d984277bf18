import { CheckSpec, ModelRequest, PromptsSpec } from '../../contract/index';
import { ModelVersion } from '../../model/model-version';
import { Problems } from '../../private/validation';
import { validateModelSubnets } from '../validate-subnets';
import { SageMakerHostingProps } from './sagemaker-hosting-props';
import { VariantWeightsProps } from './sagemaker-routing';
import { validateEndpoint } from './validate';

/** What belongs to a load balancer or a gateway, of which there is none. */
const OF_THE_WAY = [
  'loadBalancer',
  'listener',
  'certificate',
  'testPort',
  'hostHeaders',
  'pathPatterns',
  'priority',
  'testPriority',
  'vpcSubnets',
  'cluster',
  'gateway',
  'gatewayTasks',
] as const;

/** Headers of a request that InvokeEndpoint has a member for. */
const HEADERS = ['content-type', 'accept', 'x-amzn-sagemaker-custom-attributes'];

/** Adds everything that is wrong with the settings of one endpoint with two variants. */
export function validateVariantHosting(
  props: SageMakerHostingProps,
  { endpointName }: VariantWeightsProps,
  version: ModelVersion,
  problems: Problems,
): void {
  problems.text(
    'endpointName',
    endpointName,
    /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/,
    'a name of 1 to 63 letters, digits or -',
  );
  const given = OF_THE_WAY.filter((name) => props[name] !== undefined);
  if (given.length > 0) {
    problems.add(
      `${given.join(', ')} must be left out with SageMakerRouting.variantWeights(), got a value; callers invoke the endpoint itself`,
    );
  }
  if (props.serverless !== undefined) {
    problems.add(
      'instanceType must be given with SageMakerRouting.variantWeights(), got serverless; serverless endpoints have one variant only',
    );
    return;
  }
  validateEndpoint(props, version, problems);
  const { minCapacity = 2, maxCapacity = minCapacity } = props;
  if (maxCapacity > minCapacity || props.managedInstanceScaling === true) {
    problems.add(
      'minCapacity must be the only size with SageMakerRouting.variantWeights(), got scaling; ' +
        'an endpoint that scales takes no other weights for minutes, not even to roll back: use SageMakerRouting.gateway()',
    );
  }
  if (props.modelSubnets !== undefined && props.vpc === undefined) {
    problems.add('modelSubnets must come with vpc, got only the subnets; give the VPC that they are in');
  }
  validateModelSubnets(props.vpc, props.modelSubnets, problems);
}

/** Adds what no check can ask of a variant: only InvokeEndpoint reaches it. */
export function validateVariantChecks(checks: readonly CheckSpec[], predictPath: string, problems: Problems): void {
  for (const spec of checks) {
    const set = sentSet(spec);
    if (set !== undefined) {
      const { name } = spec;
      const { path, headers = {} } = set;
      if (path === predictPath && Object.keys(headers).length === 0) continue;
      problems.add(
        `check "${name}" must be sent to ${predictPath} without headers with SageMakerRouting.variantWeights(), got ${path} and ` +
          `${Object.keys(headers).length} headers; InvokeEndpoint knows no other`,
      );
    }
    if (spec.kind === 'prompts') validateVariantPrompts(spec, predictPath, problems);
    requestsOf(spec).forEach((request, index) => {
      const problem = problemOf(request, predictPath);
      const { name = `request-${index + 1}` } = request;
      if (problem !== undefined) problems.add(`request "${name}" of check "${spec.name}" ${problem}`);
    });
  }
}

function validateVariantPrompts(
  { name, endpoint, headers = {} }: PromptsSpec,
  predictPath: string,
  problems: Problems,
): void {
  if (endpoint.path !== predictPath || Object.keys(headers).length > 0) {
    problems.add(
      `prompts "${name}" must be sent to ${predictPath} without headers with SageMakerRouting.variantWeights(), got ${endpoint.path} and ` +
        `${Object.keys(headers).length} headers; InvokeEndpoint knows no other`,
    );
  }
  if (endpoint.kind === 'openai-chat' && endpoint.stream) {
    problems.add(`prompts "${name}" must not stream with SageMakerRouting.variantWeights(); leave stream out`);
  }
}

/** Where the items of a dataset go that name no path; undefined for checks that send none. */
function sentSet(spec: CheckSpec): { readonly path: string; readonly headers?: Record<string, string> } | undefined {
  if (spec.kind === 'golden-set') return spec;
  return spec.kind === 'load-test' && spec.corpus.kind === 'dataset' ? spec.corpus : undefined;
}

function requestsOf(spec: CheckSpec): readonly (ModelRequest & { readonly name?: string })[] {
  if (spec.kind === 'smoke' || spec.kind === 'warm-up') return spec.requests;
  if (spec.kind === 'data-contract') {
    return spec.samples.map((sample, index) => ({ ...sample, name: `sample-${index + 1}` }));
  }
  return spec.kind === 'load-test' && spec.corpus.kind === 'requests' ? spec.corpus.requests : [];
}

function problemOf({ method, path, headers = {} }: ModelRequest, predictPath: string): string | undefined {
  if (method !== 'POST' || path !== predictPath) {
    return `must be POST ${predictPath} with SageMakerRouting.variantWeights(), got ${method} ${path}; InvokeEndpoint knows no other`;
  }
  const unknown = Object.keys(headers).filter((name) => !HEADERS.includes(name.toLowerCase()));
  if (unknown.length === 0) return undefined;
  return `must have no headers but ${HEADERS.join(', ')} with SageMakerRouting.variantWeights(), got ${unknown.join(', ')}; leave them out`;
}
