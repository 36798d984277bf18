import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Check } from '../../../../../lib';
import { AUDIT } from './app-variant';
import { MODES } from './modes';

/** Version 6.6 is biased, 6.7 breaks the check, 6.8 makes it answer nonsense, and 6.9 more than a state may hold. */
const BIAS = `exports.handler = async ({ version, environment, testEndpoint, input }) => {
  const response = await fetch(testEndpoint + '/', { headers: { 'x-model-environment': environment } });
  if (version === '6.7') throw new TypeError('division by zero');
  if (version === '6.8') return 'fine';
  if (version === '6.9') return { status: 'PASS', reason: 'fine', details: 'x'.repeat(300000) };
  const status = version === '6.6' ? 'FAIL' : 'PASS';
  return { status, reason: 'answered ' + response.status + ', limit ' + input.limit, evidence: { status: response.status } };
};`;

export function biasCheck(stack: Stack, mode: 'required' | 'advisory'): Check {
  const fn = new lambda.Function(stack, 'Bias', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(BIAS),
    timeout: Duration.seconds(30),
  });
  return Check.lambda(fn, { name: 'bias', mode: MODES[mode], input: { limit: 5 }, timeout: Duration.seconds(30) });
}

/** Version 7.6 is biased, 7.7 breaks the audit, 7.8 makes it answer nonsense, and 7.9 keeps it busy for an hour. */
export function audit(stack: Stack, mode: 'required' | 'advisory'): Check {
  const isVersion = (version: string) => sfn.Condition.stringEquals('$.version', version);
  const wait = (minutes: number) =>
    new sfn.Wait(stack, `Audit for ${minutes} minutes`, { time: sfn.WaitTime.duration(Duration.minutes(minutes)) });
  const verdict = (id: string, status: string) =>
    new sfn.Pass(stack, id, {
      parameters: {
        status,
        reason: sfn.JsonPath.format(
          'audited {} in {}',
          sfn.JsonPath.stringAt('$.version'),
          sfn.JsonPath.stringAt('$.environment'),
        ),
        evidence: { depth: sfn.JsonPath.numberAt('$.input.depth') },
      },
    });
  const definition = wait(10).next(
    new sfn.Choice(stack, 'Version?')
      .when(isVersion('7.6'), verdict('Biased', 'FAIL'))
      .when(isVersion('7.7'), new sfn.Fail(stack, 'Broken', { error: 'NoAuditor', cause: 'nobody is there' }))
      .when(isVersion('7.8'), new sfn.Pass(stack, 'Nonsense', { result: sfn.Result.fromString('fine') }))
      .when(isVersion('7.9'), wait(60).next(verdict('Late', 'PASS')))
      .otherwise(verdict('Fine', 'PASS')),
  );
  const definitionBody = sfn.DefinitionBody.fromChainable(definition);
  const machine = new sfn.StateMachine(stack, 'Audit', { stateMachineName: AUDIT, definitionBody });
  return Check.stateMachine(machine, {
    name: 'audit',
    mode: MODES[mode],
    input: { depth: 2 },
    timeout: Duration.minutes(20),
  });
}
