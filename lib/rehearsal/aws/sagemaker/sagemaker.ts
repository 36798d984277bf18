import { Clock } from '../../clock';
import { Network } from '../../network';
import { TaskRuntime } from '../../tasks';
import { MetricData } from '../cloudwatch/metric-store';
import { EmulatedAccount } from '../emulated-account';
import { RoleStore } from '../iam/role-store';
import { EmulatedService, Operation } from '../service';
import { sagemakerArn } from './arns';
import { endpointConfigOperations } from './endpoint-configs';
import { endpointOperations } from './endpoints';
import { invalid } from './errors';
import { SageMakerFaults } from './faults';
import { FeatureStoreRuntime } from './feature-store/feature-store';
import { FeatureGroupRecord, FeatureGroups, FeatureGroupSeed } from './feature-store/groups';
import { featureGroupOperations } from './feature-store/operations';
import { EndpointLifecycle } from './lifecycle';
import { modelOperations } from './models';
import { httpPing } from './ping';
import { InstanceQuota } from './quota';
import { EndpointRecord, isInProgress } from './records';
import { decide } from './runtime/decide';
import { SageMakerRuntime } from './runtime/sagemaker-runtime';
import { ScalableTargets } from './scalable-targets';
import { SageMakerState } from './state';
import { tagOperations } from './tags';

export interface SageMakerProps {
  readonly account: EmulatedAccount;
  readonly clock: Clock;
  readonly network: Network;
  /** Runs the containers of instances. */
  readonly runtime: TaskRuntime;
  /** Receives the data of every virtual minute in which endpoints were invoked. */
  readonly ingest: (data: MetricData) => void;
  /** Decides which variant gets which request, together with the order of arrival. */
  readonly seed: number;
  /**
   * Virtual milliseconds from the decision to launch an instance to its container's start: provisioning and image pull.
   *
   * @default 240000 - an endpoint is InService some minutes after its creation
   */
  readonly instanceStartMs?: number;
  /** Virtual milliseconds from the end of a minute until its data can be read. @default 0 */
  readonly metricDelayMs?: number;
  /** @default - any number of instances */
  readonly instanceQuota?: InstanceQuota;
  /**
   * Real milliseconds that a container has for an answer.
   *
   * @default 60000 (API reference, `InvokeEndpoint`)
   */
  readonly modelTimeoutMs?: number;
}

/**
 * Emulated SageMaker hosting: models, endpoint configurations, and real-time and serverless endpoints whose instances are
 * processes of the task runtime. `runtime` is its second API, which invokes them, and `featureStore` its third. Inference components, multi-model and
 * multi-container endpoints, shadow variants, asynchronous inference and the guardrails of updates answer 501.
 */
export class SageMaker implements EmulatedService {
  readonly signingName = 'sagemaker';
  readonly protocol = 'json-1.1';
  readonly targetPrefix = 'SageMaker';
  readonly operations: Readonly<Record<string, Operation>>;
  /** The `runtime.sagemaker` API: register it with the account too. */
  readonly runtime: SageMakerRuntime;
  /** The `featurestore-runtime.sagemaker` API: register it with the account too. */
  readonly featureStore: FeatureStoreRuntime;
  /** Hooks for faults of the rehearsal. */
  readonly faults = new SageMakerFaults();
  /** Which variants are scaled; undefined until the emulated Application Auto Scaling is there. */
  scaling: ScalableTargets | undefined;

  private readonly state = new SageMakerState();
  private readonly groups = new FeatureGroups();
  private readonly lifecycle: EndpointLifecycle;

  constructor(private readonly props: SageMakerProps) {
    const { account, clock, network, runtime } = props;
    const { region, accountId, roles } = account;
    const instanceStartMs = props.instanceStartMs ?? 240_000;
    const { state } = this;
    this.runtime = new SageMakerRuntime({
      ...props,
      ...{ region, accountId, endpoints: state.endpoints },
      decide: (question) => decide(account, question),
    });
    this.featureStore = new FeatureStoreRuntime(this.groups);
    const { faults, runtime: requests } = this;
    this.lifecycle = new EndpointLifecycle(state, {
      ...{ clock, runtime, ping: httpPing(network), faults, instanceStartMs, requests },
    });
    const requireAssumable = (roleArn: string | undefined) => requireTrust(roles, roleArn);
    this.operations = {
      ...modelOperations({ state, faults: this.faults, requireAssumable }),
      ...endpointConfigOperations({ state, requireAssumable }),
      ...endpointOperations({
        ...{ state, lifecycle: this.lifecycle, quota: props.instanceQuota ?? (() => undefined) },
        scaling: () => this.scaling,
      }),
      ...featureGroupOperations(this.groups),
      ...tagOperations(state),
    };
  }

  /** Brings records of feature groups, and groups that no stack makes. */
  seedFeatureStore(seeds: Readonly<Record<string, FeatureGroupSeed>>): void {
    const { account, clock } = this.props;
    for (const [name, seed] of Object.entries(seeds)) {
      this.groups.seed(name, seed, sagemakerArn(account, 'feature-group', name), clock.now());
    }
  }

  /** All feature groups: faults change them. */
  get featureGroups(): readonly FeatureGroupRecord[] {
    return this.groups.shelf.all();
  }

  /** Desired instance count of a variant in service, or undefined when there is none: what Application Auto Scaling reads. */
  desiredInstanceCount(endpointName: string, variantName: string): number | undefined {
    const variant = this.living(endpointName)?.live?.find(variantName);
    return variant?.isServerless === false ? variant.desiredCount : undefined;
  }

  /** Sets the count as a scaling activity does; harmless when the endpoint is changing already, or gone. */
  setDesiredInstanceCount(endpointName: string, variantName: string, count: number): void {
    const endpoint = this.living(endpointName);
    const variant = endpoint?.live?.find(variantName);
    if (endpoint?.live === undefined || variant === undefined || isInProgress(endpoint)) return;
    this.lifecycle.rescale(endpoint, endpoint.live, new Map([[variant, { count }]]));
  }

  private living(name: string): EndpointRecord | undefined {
    const endpoint = this.state.endpoints.find(name);
    return endpoint?.status === 'Deleting' ? undefined : endpoint;
  }
}

/** The text of the error is SageMaker's (awslabs/predictive-maintenance-using-machine-learning#3). */
function requireTrust(roles: Pick<RoleStore, 'trusts'>, roleArn: string | undefined): void {
  if (roleArn === undefined || roles.trusts(roleArn, 'sagemaker.amazonaws.com')) return;
  throw invalid(
    `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  );
}
