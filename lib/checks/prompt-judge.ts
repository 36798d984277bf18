import { Construct } from 'constructs';
import { JudgeKind } from '../contract/index';
import { BedrockJudgeFunction } from '../private/functions/bedrock-judge-function';
import { bedrockJudge } from './bedrock-judge';
import { BedrockJudgeProps } from './bedrock-judge-props';

/** A judge as a prompt set knows it. */
interface Bound {
  readonly functionArn: string;
  readonly votes: number;
  readonly votesNeeded: number;
  readonly kinds: readonly JudgeKind[];
}

/** Who judges the answers of a prompt set by assertions that take more than rules. */
export class PromptJudge {
  /**
   * Makes a function that asks a model of Amazon Bedrock, with prompts that come with this library, at temperature 0. It judges
   * `llm-rubric`, `g-eval`, `factuality`, `model-graded-closedqa`, `answer-relevance`, `conversation-relevance` and `context-…`; with an
   * embedding model also `similar` and its kinds. Its role may call these models, and nothing else. What it is sent and told is never
   * logged. One judge may serve several models. Errors at synth: a value out of its range, an embedding model of an unknown family, an
   * inference profile without its regions.
   */
  public static bedrock(scope: Construct, id: string, props: BedrockJudgeProps): PromptJudge {
    const { spec, votesNeeded, models } = bedrockJudge(scope, props);
    const { function: judge } = new BedrockJudgeFunction(scope, id, { spec, models, logRetention: props.logRetention });
    return new PromptJudge({
      functionArn: judge.functionArn,
      votes: spec.votes,
      votesNeeded,
      kinds: spec.embeddingModelId === undefined ? ['model'] : ['model', 'embedding'],
    });
  }

  private constructor(private readonly bound: Bound) {}

  /** @internal */
  public get _functionArn(): string {
    return this.bound.functionArn;
  }

  /** @internal */
  public get _votes(): number {
    return this.bound.votes;
  }

  /** @internal */
  public get _votesNeeded(): number {
    return this.bound.votesNeeded;
  }

  /** @internal */
  public get _kinds(): readonly JudgeKind[] {
    return this.bound.kinds;
  }
}
