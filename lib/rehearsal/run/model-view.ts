import { Env, EnvironmentName, ENVIRONMENTS, TargetGroupArns, Weights } from '../../contract';
import { emptyLedger, Ledger } from '../../core/ledger/ledger';
import { Account } from '../aws/account';
import { RouteRule, RoutingTable } from '../aws/routing';
import { StackResource } from '../deploy';
import { chosenModel } from './chosen-model';

/** Physical names of one model's parts, as its functions know them. */
interface ModelParts {
  readonly modelName: string;
  readonly ledgerTable: string;
  readonly ruleArn: string;
  readonly cohortRuleArn?: string;
  readonly targetGroups: TargetGroupArns;
  readonly endpointName: string | undefined;
}

/** Of a model whose traffic hangs on the variants of one endpoint: there is no rule, and there are no target groups. */
const NO_RULE = { ruleArn: 'none', targetGroups: { blue: 'none', green: 'none' } } as const;

const TRAFFIC_HANDLER = 'traffic.handler';

/** One model of a deployed stack, seen from outside: its ledger, its live weights, its target groups. */
export class ModelView {
  private constructor(
    private readonly account: Account,
    private readonly parts: ModelParts,
  ) {}

  /**
   * Finds the model by its traffic function, which knows every part.
   * Throws when the stack has no model, several and no name is given, or none of that name.
   */
  static find(account: Account, resources: Iterable<StackResource>, modelName?: string): ModelView {
    const models = [...resources].flatMap(partsOf).map((parts) => ({ name: parts.modelName, parts }));
    return new ModelView(account, chosenModel(models, modelName).parts);
  }

  get name(): string {
    return this.parts.modelName;
  }

  /** The one endpoint of both environments; undefined when a rule leads to them. */
  get endpointName(): string | undefined {
    return this.parts.endpointName;
  }

  get ruleArn(): string {
    return this.parts.ruleArn;
  }

  /** Of the rule that leads the cohort; undefined when the model has none. */
  get cohortRuleArn(): string | undefined {
    return this.parts.cohortRuleArn;
  }

  /** Of all rules that lead production requests: the model's, and the cohort's. */
  get ruleArns(): readonly string[] {
    return this.cohortRuleArn === undefined ? [this.ruleArn] : [this.ruleArn, this.cohortRuleArn];
  }

  targetGroupArn(environment: EnvironmentName): string {
    return this.parts.targetGroups[environment];
  }

  environmentOfGroup(targetGroupArn: string): EnvironmentName | undefined {
    return ENVIRONMENTS.find((environment) => this.parts.targetGroups[environment] === targetGroupArn);
  }

  async ledger(): Promise<Ledger> {
    const answer = await this.account.call('dynamodb', 'GetItem', {
      TableName: this.parts.ledgerTable,
      Key: { pk: { S: this.name }, sk: { S: 'LEDGER' } },
      ConsistentRead: true,
    });
    const text: string | undefined = answer.Item?.document?.S;
    return text === undefined ? emptyLedger(this.name) : (JSON.parse(text) as Ledger);
  }

  /** Weights that the routing table gives production traffic right now; both 0 while nothing is live. */
  weights(table: RoutingTable): Weights {
    return this.weightsOf(this.rule(table));
  }

  /** Weights that its rule gives the cohort right now; both 0 while nothing is live. */
  cohortWeights(table: RoutingTable): Weights {
    return this.weightsOf(this.cohortRule(table));
  }

  private weightsOf(rule: RouteRule | undefined): Weights {
    const action = rule?.action;
    if (action?.kind !== 'forward') return { blue: 0, green: 0 };
    const weightOf = (environment: EnvironmentName) =>
      action.groups.find((group) => group.targetGroupArn === this.targetGroupArn(environment))?.weight ?? 0;
    return { blue: weightOf('blue'), green: weightOf('green') };
  }

  /** The listener's address that production clients use. */
  productionAddress(table: RoutingTable): { readonly host: string; readonly port: number } {
    const listener = table.listeners.find((each) => each.rules.some((rule) => rule.ruleArn === this.ruleArn));
    if (listener === undefined) throw new Error(`no listener has the production rule ${this.ruleArn}`);
    return { host: listener.host, port: listener.port };
  }

  rule(table: RoutingTable): RouteRule | undefined {
    return ruleIn(table, this.ruleArn);
  }

  /** Undefined when the model has no cohort. */
  cohortRule(table: RoutingTable): RouteRule | undefined {
    return ruleIn(table, this.cohortRuleArn);
  }
}

function ruleIn(table: RoutingTable, ruleArn: string | undefined): RouteRule | undefined {
  return table.listeners.flatMap((listener) => listener.rules).find((rule) => rule.ruleArn === ruleArn);
}

function partsOf(resource: StackResource): ModelParts[] {
  const { Handler, Environment } = resource.properties as {
    Handler?: string;
    Environment?: { Variables?: Record<string, string> };
  };
  if (resource.definition.Type !== 'AWS::Lambda::Function' || Handler !== TRAFFIC_HANDLER) return [];
  const variables = Environment?.Variables ?? {};
  return [
    {
      modelName: variables[Env.MODEL_NAME],
      ledgerTable: variables[Env.LEDGER_TABLE],
      endpointName: variables[Env.ENDPOINT_NAME],
      ...(variables[Env.ENDPOINT_NAME] === undefined ? ruleOf(variables) : NO_RULE),
    },
  ];
}

function ruleOf(variables: Record<string, string>): Pick<ModelParts, 'ruleArn' | 'cohortRuleArn' | 'targetGroups'> {
  return {
    cohortRuleArn: variables[Env.COHORT_RULE_ARN],
    ruleArn: variables[Env.PRODUCTION_RULE_ARN],
    targetGroups: JSON.parse(variables[Env.TARGET_GROUPS]) as TargetGroupArns,
  };
}
