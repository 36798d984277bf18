import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ModelGuardrails } from '../analysis/model-guardrails';
import { assertGateway } from '../checks/needs-gateway';
import { rollbackAlarmNames } from '../monitoring/rollback-alarms';
import { witnessesOf } from '../monitoring/witnesses';
import { AddedAlarms } from './added-alarms';
import { assertProbe } from './assert-probe';
import { assertReadingDelay } from './assert-reading-delay';
import { BlueGreenModelProps } from './blue-green-model-props';
import { tellExpectations } from './expectations';
import { ReleaseLedger } from './ledger';
import { judgeOf } from './model-analysis';
import { modelChecks } from './model-checks';
import { ReleaseNotifications } from './notifications';
import { OperatorGrants } from './operator-grants';
import { operatorParameter } from './operator-parameter';
import { releaseMachinery } from './release-machinery';
import { warnOfShortAnswer, warnOfUncheckedContract, warnOfUnusedSamples, warnOfWeakSettings } from './warnings';

/** What a model is made of. */
export type ModelParts = ReturnType<typeof modelParts>;

/** Makes it all below the model. Throws, or warns at synth, when parts do not go together. */
export function modelParts(model: Construct, props: BlueGreenModelProps) {
  warnOfWeakSettings(model, props);
  warnOfShortAnswer(model, props);
  const { modelName, version } = props;
  const logRetention = props.logRetention ?? logs.RetentionDays.THREE_MONTHS;
  const protocol = props.protocol ?? props.hosting._protocol(modelName);
  const checks = modelChecks(model, props, protocol);

  const ledger = new ReleaseLedger(model, 'Ledger', { modelName, encryptionKey: props.ledgerEncryptionKey });
  const notifications = new ReleaseNotifications(model, 'Notifications', { modelName, topic: props.notificationTopic });
  const hosted = props.hosting._bind(model, { modelName, logRetention, version, protocol });
  assertGateway(modelName, checks, hosted);
  warnOfUnusedSamples(model, modelName, checks, hosted);
  warnOfUncheckedContract(model, props, checks);
  const judge = judgeOf(props);
  const guardrails = judge === undefined ? undefined : new ModelGuardrails(judge);
  const probe = props.probe?._spec(protocol);
  const witnesses = witnessesOf(modelName, hosted, { probe, isJudged: guardrails !== undefined });
  tellExpectations(model, props, { hosted, witnesses: witnesses.green, guardrails });
  assertProbe(props, hosted);
  assertReadingDelay(props, hosted);
  const machinery = releaseMachinery(model, {
    ...{ model: props, logRetention, hosted, ledger, notifications, checks, probe, witnesses, guardrails },
    // Asked at synth, when all alarms have been added.
    alarmNames: () => ({
      ...rollbackAlarmNames(modelName, witnesses.blue, added.names),
      quality: added.qualityNames,
    }),
  });
  const { traffic, stateMachine } = machinery;
  const parameter = operatorParameter(model, modelName, {
    stateMachineArn: stateMachine.stateMachineArn,
    ledgerTable: ledger.table.tableName,
    trafficFunctionName: traffic.function.functionName,
  });
  const grants = new OperatorGrants({ modelName, parameter, ledger, stateMachine, traffic: traffic.function });
  const added = new AddedAlarms(model, traffic, machinery.trigger);
  return { logRetention, hosted, ledger, notifications, guardrails, witnesses, machinery, grants, added };
}
