import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { ModelFunction } from '../private/model-function';
import { STANDARD_RETRIES } from './retries';

/** Release id of the release that this execution works on. */
export const RELEASE_ID = sfn.JsonPath.stringAt('$.release.releaseId');

/** What a task is made of. */
export interface TaskOptions<Result> {
  readonly fn: ModelFunction;
  readonly payload: Record<string, unknown>;
  /** Member of the state data that takes the result; absent means that the result is dropped. */
  readonly keep?: string;
  /** Members of the result that are kept: all that later states read. */
  readonly members?: readonly (keyof Result & string)[];
  /** True when not even the input goes on. */
  readonly answersNothing?: boolean;
  /** Retries in place of the standard ones. */
  readonly retries?: readonly sfn.RetryProps[];
}

/** Makes the states of the workflow, so that all of them time out, retry and keep data in one way. */
export class WorkflowStates {
  constructor(
    readonly scope: Construct,
    /** Retries of what the environment function can't do yet, depending on the hosting. */
    readonly environmentRetries: readonly sfn.RetryProps[],
    /** The same of the traffic function when it shifts. */
    readonly shiftRetries: readonly sfn.RetryProps[] = [],
  ) {}

  /** Calls a function. `Result` is what it answers: only its members can be kept. */
  task<Result>(name: string, options: TaskOptions<Result>): tasks.LambdaInvoke {
    const { fn, payload, keep, members = [], retries = STANDARD_RETRIES } = options;
    const task = new tasks.LambdaInvoke(this.scope, name, {
      lambdaFunction: fn.function,
      payload: sfn.TaskInput.fromObject(payload),
      retryOnServiceExceptions: false, // the standard retries name those errors
      // The function's own time-out comes first: it leaves a log line.
      taskTimeout: sfn.Timeout.duration(fn.timeout.plus(Duration.seconds(5))),
      ...(options.answersNothing === true ? { outputPath: sfn.JsonPath.DISCARD } : {}),
      ...(keep === undefined
        ? { resultPath: sfn.JsonPath.DISCARD }
        : {
            resultPath: `$.${keep}`,
            resultSelector: Object.fromEntries(
              members.map((member) => [member, sfn.JsonPath.objectAt(`$.Payload.${member}`)]),
            ),
          }),
    });
    for (const retry of retries) task.addRetry(retry);
    return task;
  }

  choice(name: string): sfn.Choice {
    return new sfn.Choice(this.scope, name);
  }

  /** Waits for a number of seconds of the release's plan. */
  wait(name: string, planMember: string): sfn.Wait {
    return this.waitFor(name, `$.release.plan.${planMember}`);
  }

  /** Waits for a number of seconds of the state data. */
  waitFor(name: string, path: string): sfn.Wait {
    return new sfn.Wait(this.scope, name, { time: sfn.WaitTime.secondsPath(path) });
  }

  /** Waits as long as is known when the workflow is made. */
  waitTime(name: string, duration: Duration): sfn.Wait {
    return new sfn.Wait(this.scope, name, { time: sfn.WaitTime.duration(duration) });
  }

  /** Writes values to a member of the state data. */
  set(name: string, member: string, parameters: Record<string, unknown>): sfn.Pass {
    return new sfn.Pass(this.scope, name, { parameters, resultPath: `$.${member}` });
  }

  succeed(name: string): sfn.Succeed {
    return new sfn.Succeed(this.scope, name);
  }

  fail(name: string, error: string, causePath: string): sfn.Fail {
    return new sfn.Fail(this.scope, name, { error, causePath });
  }
}

/** Catches every error of a state, with its name and text at `$.cause`. */
export const CATCH_CAUSE: sfn.CatchProps = { errors: [sfn.Errors.ALL], resultPath: '$.cause' };

/** Catches every error of a clean-up state without losing the cause of the rollback. */
export const CATCH_AND_GO_ON: sfn.CatchProps = { errors: [sfn.Errors.ALL], resultPath: '$.cleanUpError' };
