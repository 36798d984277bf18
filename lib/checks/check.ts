import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CheckSpec, DataContractSpec } from '../contract/index';
import { looksOfApproval } from '../core/approval';
import { loadPlan } from '../core/load/plan';
import { looksOfShadow, secondsOfShadow } from '../core/shadow-stages';
import { ModelProtocol } from '../model/model-protocol';
import { secondsOf } from '../private/validation';
import { approvalSpec } from './approval-check';
import { ApprovalProps } from './approval-check-props';
import { dataContractSpec } from './data-contract-check';
import { DataContractCheckProps } from './data-contract-check-props';
import { goldenSetSpec } from './golden-set-check';
import { GoldenSetCheckProps } from './golden-set-check-props';
import { lambdaSpec } from './lambda-check';
import { LambdaCheckProps } from './lambda-check-props';
import { promptsSpec } from './prompts-check';
import { PromptsCheckProps } from './prompts-check-props';
import { loadRules, loadTestSpec } from './load-test-check';
import { LoadTestProps } from './load-test-check-props';
import { shadowSpec } from './shadow-check';
import { ShadowCheckProps } from './shadow-check-props';
import { smokeSpec } from './smoke-check';
import { SmokeCheckProps } from './smoke-check-props';
import { stateMachineSpec } from './state-machine-check';
import { StateMachineCheckProps } from './state-machine-check-props';
import { WARM_UP_DURATION, warmUpSpec } from './warm-up-check';
import { WarmUpProps } from './warm-up-check-props';

/** How long a check takes by itself, and how often the workflow looks meanwhile. */
interface CheckTime {
  readonly seconds: number;
  readonly looks: number;
  /** The longest that it may take beyond `seconds`, which it hardly ever does. */
  readonly atMostSeconds: number;
}

/** States of a part of a load test, for each of which a look has one: an order, workers, and counting. */
const STATES_OF_A_PART = 3;

/** Proves a version in the idle environment before it gets production traffic. A check that did not measure does not pass. */
export class Check {
  /**
   * Sends requests to the idle environment and compares their answers with what is expected. Every request must pass.
   * Errors at synth: no requests, a value out of its range.
   */
  public static smoke(props: SmokeCheckProps): Check {
    return new Check((protocol) => smokeSpec(props, protocol));
  }

  /**
   * Mirrors a share of the live requests to the idle environment and compares the answers, for a quarter of an hour unless told
   * otherwise. Callers notice nothing; the model sees header `x-model-mirror: 1` on mirrored requests, and should leave out side effects
   * on them; with SageMaker, which hands no headers on, `x-model-mirror=1` in `X-Amzn-SageMaker-Custom-Attributes`. First the live version is compared with itself, so that the noise of a model does not count. Mirroring ends with the check, whatever
   * becomes of the release. A model's first release has no live version to compare with: it goes on with the verdict `INSUFFICIENT_DATA`. Needs hosting with a gateway. A deploy that waits for
   * the promotion has 50 minutes for this and everything else: shorten other times, or use `ReleaseWait.START`. Errors at synth: a value out of its range,
   * fewer samples than the limit needs, more than half of the traffic without confirmation, hosting without a gateway.
   */
  public static shadow(props: ShadowCheckProps): Check {
    const spec = shadowSpec(props);
    return new Check(() => spec, { seconds: secondsOfShadow(spec), looks: looksOfShadow(spec) });
  }

  /**
   * Sends requests to the idle environment before it is judged or gets callers, so that models are loaded, caches filled and code compiled:
   * 200 at least, then more until the answers do not get faster. Runs before the other checks that send requests. The verdict is PASS when every request of the
   * last window (20, or five for each that is under way) was answered with a status below 400; failures before that are what a warm-up is for.
   * Errors at synth: no requests, a value out of its range.
   */
  public static warmUp(props: WarmUpProps): Check {
    const atMostSeconds = secondsOf(props.maxDuration ?? WARM_UP_DURATION);
    return new Check((protocol) => warmUpSpec(props, protocol), { atMostSeconds });
  }

  /**
   * Sends a set of requests of which it is known what is right to the idle environment and to the live one, and judges the answers. FAIL
   * when fewer are right than `minimumScore`, when a critical item is not right, or when the new version is worse than the live one by the
   * exact one-sided McNemar test at 5 %. A set of any size is split into shards that workers send at the same time, 10 unless told otherwise.
   * Ids of items that fail, scores and slices stand in the ledger, the whole result in the evidence bucket. A model's first release has
   * nothing to be compared with: without `minimumScore` it goes on with the verdict `INSUFFICIENT_DATA`. Errors at synth: no such
   * file, no rules, a value out of its range.
   */
  public static goldenSet(props: GoldenSetCheckProps): Check {
    return new Check((protocol, scope) => goldenSetSpec(props, protocol, scope));
  }

  /**
   * Holds the version's data contract (`dataContract` of the version) against reality and against the live version's contract. Samples
   * must be as the request schema says and be answered as the response schema says; feature groups must have the features that are
   * declared, an online store, and sample records that are fresh: otherwise FAIL. A contract that breaks callers or readers of the live
   * version is FAIL too, unless there is a `Check.approval()`: then people are asked whether to *roll forward only*. What breaks is
   * written down in docs/data-contract.md. Live versions that were released without this check have no contract to compare with.
   * Errors at synth: a version without contract, a schema without samples, a value out of its range.
   */
  public static dataContract(props: DataContractCheckProps = {}): Check {
    return new Check((protocol, _scope, contract) => dataContractSpec(props, protocol, contract));
  }

  /**
   * Sends prompts to the idle environment and judges what the model says, by promptfoo's assertions: text, JSON Schema, similarity, tool calls,
   * latency, cost, and what judges say. FAIL when a critical test fails, when fewer pass than `minimumPassRate` (all of them unless told
   * otherwise), below `minimumScore`, or compared with the live version when it is worse. An answer that is missing, late or cut off fails
   * its test. Verdicts depend on nothing that nobody judged: then they are `INSUFFICIENT_DATA`. Names of tests that fail, scores and times
   * stand in the ledger, results of all tests in the evidence bucket, answers only with `keepPayloads`. Errors at synth: a suite that can't
   * be read, an assertion that is unknown or needs a judge, prices or tools that nobody gave, a value out of its range.
   */
  public static prompts(props: PromptsCheckProps): Check {
    return new Check((protocol, scope) => promptsSpec(props, protocol, scope));
  }

  /**
   * Sends the idle environment requests at a rate that does not depend on its answers: a tenth of the peak, then 25, 50, 75 and 100 % of it
   * for two minutes each unless told otherwise, from as many functions as that takes. Times count from the moment at which a request
   * was due, so a stall counts for everybody who comes in it. FAIL when the stage at the peak breaks a limit, when an earlier one fails so
   * clearly that the rest is left out, or, with `comparison`, when the version has more slow answers than the live one. A stage of which
   * more than 0.1 % could not be sent is `INSUFFICIENT_DATA`. No more than `peakRps` is ever sent, but with `beyondPeak`. The numbers of
   * each stage stand in the ledger, the whole result in the evidence bucket. It takes twelve minutes at the defaults: mind them when a deploy
   * waits for the promotion. Errors at synth: a stage above the declared
   * capacity, fewer requests than a limit needs, a value out of its range.
   */
  public static loadTest(props: LoadTestProps): Check {
    const rules = loadRules(props);
    const { seconds, stages, blocks } = loadPlan(rules);
    const time = { atMostSeconds: seconds, looks: STATES_OF_A_PART * (stages.length + blocks.length) };
    return new Check((protocol, scope) => loadTestSpec(props, rules, protocol, scope), time);
  }

  /**
   * Calls a function of your own, and goes by what it answers: `{ status: 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA', reason, evidence? }`, with
   * evidence of 8 kB at most, and 256 kB in all. It is told `modelName`, `releaseId`, `version`, `environment`, `liveEnvironment` and the
   * `testEndpoint`, where header `x-model-environment` selects the environment (in the VPC: give the function its place there, and
   * let it connect to the load balancer); with `SageMakerRouting.variantWeights()` the `endpointName`, whose variants are called
   * like the environments. Another answer, an error or no answer in time is `INSUFFICIENT_DATA`. Errors at synth: a value out of
   * its range.
   */
  public static lambda(fn: lambda.IFunction, props: LambdaCheckProps): Check {
    const spec = lambdaSpec(fn, props);
    return new Check(() => spec, { atMostSeconds: spec.timeoutSeconds });
  }

  /**
   * Starts a state machine of your own, a standard one, and waits for its end: for whatever takes several steps, or longer than a
   * function may. It gets what `Check.lambda` tells a function, and its output is judged as the answer of one. An execution that
   * fails, or is not over in time, is `INSUFFICIENT_DATA`. An abort waits for its end. The release workflow may start this state machine and stop its executions,
   * nothing else of it. Errors at synth: an express state machine, a value out of its range.
   */
  public static stateMachine(machine: sfn.IStateMachine, props: StateMachineCheckProps): Check {
    const spec = stateMachineSpec(machine, props);
    return new Check(() => spec, { atMostSeconds: spec.timeoutSeconds });
  }

  /**
   * Waits until somebody approves the release with `bluegreen approve`, for a day unless told otherwise; then, or when somebody
   * declines, the release goes back. Runs last: people are told with the verdicts of the checks before it. Who may answer is up
   * to `grantApprove`. A deploy that waits for the promotion waits 50 minutes at most: use `ReleaseWait.START` with it. Errors at
   * synth: a value out of its range.
   */
  public static approval(props: ApprovalProps = {}): Check {
    const spec = approvalSpec(props);
    return new Check(() => spec, { seconds: spec.timeoutSeconds, looks: looksOfApproval(spec) });
  }

  private readonly time: CheckTime;

  private constructor(
    private readonly build: (
      protocol: ModelProtocol,
      scope: Construct,
      contract: DataContractSpec | undefined,
    ) => CheckSpec,
    time: Partial<CheckTime> = {},
  ) {
    this.time = { seconds: 0, looks: 0, atMostSeconds: 0, ...time };
  }

  /** @internal */
  public _spec(protocol: ModelProtocol, scope: Construct, contract?: DataContractSpec): CheckSpec {
    return this.build(protocol, scope, contract);
  }

  /** @internal */
  public _time(): CheckTime {
    return this.time;
  }
}
