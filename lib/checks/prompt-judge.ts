import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { JudgeKind, PromptJudgeSpec } from '../contract/index';
import { bedrockProblem } from '../core/prompts/judges/bedrock-problem';
import { KnownJudge } from '../core/prompts/read/needs';
import { JUDGED_TYPES, nearestOf } from '../core/prompts/read/vocabulary';
import { BedrockJudgeFunction } from '../private/functions/bedrock-judge-function';
import { Problems } from '../private/validation';
import { bedrockJudge } from './bedrock-judge';
import { BedrockJudgeProps } from './bedrock-judge-props';
import { LambdaJudgeOptions } from './prompt-judge-options';

/** Who judges the answers of a prompt set by assertions that take more than rules. */
export class PromptJudge {
  /**
   * Makes a function that asks a model of Amazon Bedrock, with prompts that come with this library, at temperature 0. It judges
   * `llm-rubric`, `g-eval`, `factuality`, `model-graded-closedqa`, `answer-relevance`, `conversation-relevance` and `context-…`; with an
   * embedding model also `similar` and its kinds. Its role may call these models, and nothing else. What it is sent and told is never
   * logged. One judge may serve several models. Errors at synth: a value out of its range, an embedding model of an unknown family, an
   * inference profile without its regions; in a check, assertions with a `rubricPrompt` or `provider`, and those of `context-…` without
   * variable `context`.
   */
  public static bedrock(scope: Construct, id: string, props: BedrockJudgeProps): PromptJudge {
    const { spec, votesNeeded, models } = bedrockJudge(scope, props);
    const { function: judge } = new BedrockJudgeFunction(scope, id, { spec, models, logRetention: props.logRetention });
    const judged: PromptJudgeSpec = {
      functionArn: judge.functionArn,
      votes: spec.votes,
      needed: votesNeeded,
      types: typesOf(spec.embeddingModelId === undefined ? ['model'] : ['model', 'embedding']),
    };
    return new PromptJudge(judged, bedrockProblem);
  }

  /**
   * A function of your own. It is called with the questions that one answer raises, `{ requests: [{ index, by, question: { output, context:
   * { prompt, vars, test, config, metadata }, assertion } }] }`, and answers `{ votes: [{ index, votes: [vote] }] }`, where a vote is a
   * boolean, a score from 0 to 1, or `{ pass, score, reason }`. An error, or no vote for an index, leaves the assertion undecided. Errors
   * at synth: a type that no judge has.
   */
  public static lambda(fn: lambda.IFunction, options: LambdaJudgeOptions = {}): PromptJudge {
    const judged = Object.keys(JUDGED_TYPES);
    const problems = new Problems();
    for (const type of (options.types ?? []).filter((each) => !judged.includes(each))) {
      problems.add(
        `types must be such that a judge has, got ${JSON.stringify(type)}; the nearest one is ${nearestOf(type, judged)}`,
      );
    }
    problems.throwIfAny('judge of prompts');
    return new PromptJudge({ functionArn: fn.functionArn, votes: 1, types: options.types ?? typesOf(['user']) });
  }

  private constructor(
    private readonly spec: PromptJudgeSpec,
    private readonly problemOf?: KnownJudge['problemOf'],
  ) {}

  /** @internal */
  public _spec(): PromptJudgeSpec {
    return this.spec;
  }

  /** What synth can know of it. @internal */
  public _known(): KnownJudge {
    return { types: this.spec.types, ...(this.problemOf === undefined ? {} : { problemOf: this.problemOf }) };
  }
}

function typesOf(kinds: readonly JudgeKind[]): readonly string[] {
  return Object.keys(JUDGED_TYPES).filter((type) => kinds.includes(JUDGED_TYPES[type]));
}
