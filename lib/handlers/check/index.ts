import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerFeatureStoreRuntimeClient } from '@aws-sdk/client-sagemaker-featurestore-runtime';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CheckEvent, CheckResult, isAdvisory, StopMirroringResult, Verdict } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { goingOn } from '../shared/errors';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { checkApproval } from './approval';
import { atOnce, CheckClients, CheckContext, checkContext } from './context';
import { checkDataContract } from './data-contract';
import { eventSchema } from './event-schema';
import { checkParity } from './parity';
import { recordCheck } from './record';
import { checkSageMakerParity } from './sagemaker-parity';
import { checkShadow, stopMirroring } from './shadow';
import { checkSmoke } from './smoke';
import { warmUp } from './warm-up';
import { checkVariantParity } from './variant-parity';

/** Runs one check against the idle environment, or a part of it, and records its verdict. */
export function makeHandler(
  deps: HandlerDeps<CheckClients>,
): (event: unknown) => Promise<CheckResult | StopMirroringResult> {
  const context = once(() => checkContext(deps));
  return async (input) => {
    const event = parseEvent(eventSchema, input);
    switch (event.action) {
      case 'check':
        return checkIdle(context(), event);
      case 'record':
        return recordCheck(context(), event);
      case 'stop-mirroring':
        return stopMirroring(context(), event);
    }
  };
}

async function checkIdle(context: CheckContext, event: CheckEvent): Promise<CheckResult> {
  const { store } = context;
  const { releaseId } = event;
  const { ledger } = await store.apply({ kind: 'enter-phase', releaseId, phase: 'checking' });
  const { waitSeconds, exempt, ...found } = await run(context, ledger, goingOn(ledger, releaseId), event);
  const verdict: Verdict = isAdvisory(event.spec) ? { ...found, advisory: true } : found;
  await store.apply({ kind: 'record-verdict', releaseId, verdict }, ledger);
  return { ...verdict, waitSeconds, exempt };
}

async function run(
  context: CheckContext,
  ledger: Ledger,
  release: ActiveRelease,
  { spec }: CheckEvent,
): Promise<CheckResult> {
  switch (spec.kind) {
    case 'parity':
      return atOnce(await checkParity(context, ledger, release, spec));
    case 'sagemaker-parity':
      return atOnce(
        await (context.endpointName === undefined ? checkSageMakerParity : checkVariantParity)(
          context,
          ledger,
          release,
          spec,
        ),
      );
    case 'smoke':
      return atOnce(await checkSmoke(context, release, spec));
    case 'warm-up':
      return atOnce(await warmUp(context, release, spec));
    case 'approval':
      return checkApproval(context, release, spec);
    case 'data-contract':
      return checkDataContract(context, ledger, release, spec);
    case 'shadow':
      return checkShadow(context, ledger, release, spec);
  }
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    ecs: new ECSClient({}),
    sageMaker: new SageMakerClient({}),
    featureStore: new SageMakerFeatureStoreRuntimeClient({}),
    // A check counts its tries itself.
    sageMakerRuntime: new SageMakerRuntimeClient({ maxAttempts: 1 }),
    elb: new ElasticLoadBalancingV2Client({}),
    cloudwatch: new CloudWatchClient({}),
    ssm: new SSMClient({}),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    stopwatch: () => performance.now(),
  }),
);
