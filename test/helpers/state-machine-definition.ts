import { Template } from 'aws-cdk-lib/assertions';

/** A state as far as tests look at it. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly (Record<string, unknown> & { readonly Next: string })[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly ResultPath: string;
  }[];
  readonly Retry?: readonly Record<string, unknown>[];
  readonly Parameters?: Record<string, any>;
  readonly ResultSelector?: Record<string, string>;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly SecondsPath?: string;
  readonly Resource?: string;
  readonly Error?: string;
  readonly CausePath?: string;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The definition of the only state machine of a template, with references written as `<LogicalId>`. */
export function stateMachineDefinition(template: Template): Definition {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  return JSON.parse(textOf(machine.Properties.DefinitionString)) as Definition;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const {
    'Fn::Join': join,
    'Fn::GetAtt': attribute,
    'Fn::Sub': pattern,
    Ref: ref,
  } = value as {
    'Fn::Join'?: [string, unknown[]];
    'Fn::GetAtt'?: [string, string];
    'Fn::Sub'?: string;
    Ref?: string;
  };
  if (join !== undefined) return join[1].map(textOf).join(join[0]);
  return `<${attribute?.[0] ?? pattern ?? ref ?? JSON.stringify(value)}>`;
}

/** States that a state may lead to. */
export function successors(state: State): readonly string[] {
  return [
    ...(state.Next === undefined ? [] : [state.Next]),
    ...(state.Default === undefined ? [] : [state.Default]),
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ];
}

/** All states that can be reached from one. */
export function reachable(definition: Definition, from: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...successors(definition.States[name]));
  }
  return seen;
}
