/** Faults that a rehearsal can inject, with what each does; `bluegreen rehearse --help` prints them. */
export const FAULTS = {
  errors: 'the new version answers 30 % of its requests with 500, five minutes into the bake',
  resets: 'the new version closes 30 % of its connections without an answer, five minutes into the bake',
  latency: 'the new version takes 0.8 seconds longer, five minutes into the bake',
  'slow-drift': 'the new version fails a little more and takes a little longer each minute, from its first request on',
  crash: 'the processes of the new version die again and again, five minutes into the bake',
  'never-ready': 'the new version starts but never answers its health check',
  'wrong-config': 'the idle environment gets another configuration than the live one',
  'endpoint-creation-fails': 'SageMaker fails the endpoint of the new version although its instances are healthy',
  'silent-rollback': 'SageMaker updates the idle endpoint and goes back to its old version without a word',
  'mirror-target-slow': 'the new version takes ten seconds for each mirrored request (with a shadow check)',
  'mirror-target-down': 'the new version closes the connections of mirrored requests (with a shadow check)',
  disagreement: 'the new version answers mirrored requests with what another caller asked for (with a shadow check)',
  'schema-drift': 'features get other types in their feature groups, before the checks (with a data contract)',
  'stale-features': 'nobody has written features for 30 days, which the checks find (with a data contract)',
  'approval-timeout': 'nobody answers the approval of the new version (with an approval among the checks)',
  'wrong-predictions': 'the new version answers its callers with what others asked for, from its first check on',
  'quality-regression':
    'the new version answers its callers with what others asked for, five minutes into the bake: nothing but labels tells (with prediction quality)',
  'bad-json': 'the JSON of every second answer of the new version ends too early, from its first check on',
  'slow-under-load': 'the new version answers 20 requests a second, one after the other (with a load test)',
  throttle: 'every AWS API throttles its first calls (throttle:ecs:UpdateService hits one operation only)',
  'function-dies': 'a function dies after its call took effect (function-dies:traffic hits one function only)',
} as const;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** Faults that only SageMaker hosting has. */
export const SAGEMAKER_ONLY_FAULTS: readonly FaultName[] = ['endpoint-creation-fails', 'silent-rollback'];

/** Faults that only a release with a shadow check meets. */
export const SHADOW_FAULTS: readonly FaultName[] = ['mirror-target-slow', 'mirror-target-down', 'disagreement'];

/** Faults that only a release meets whose data contract names feature groups. */
export const FEATURE_FAULTS: readonly FaultName[] = ['schema-drift', 'stale-features'];

/** Faults that may be aimed at one operation or function, after a colon. */
export const TARGETED_FAULTS: readonly FaultName[] = ['throttle', 'function-dies'];

/** Faults of single requests, which strike between a model and what calls it. */
export const TRAFFIC_FAULTS: readonly FaultName[] = [
  'errors',
  'resets',
  'latency',
  'slow-drift',
  'slow-under-load',
  'quality-regression',
];
