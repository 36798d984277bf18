import { SFNClient } from '@aws-sdk/client-sfn';
import { ChangeFreezeSpec, Env, ReleaseEventDetail, ReleasePlan } from '../../contract';
import { EndedRelease, Ledger } from '../../core/ledger/ledger';
import { normalisePlan } from '../../core/plan';
import { Put } from '../shared/cfn-response';
import { requireJson } from '../shared/env';
import { ParameterStore } from '../shared/gateway-settings';
import { HandlerDeps, SILENT } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { Logger } from '../shared/logger';
import { Notifier, NotifyClients } from '../shared/notify';

export interface ReleaseClients extends NotifyClients {
  readonly dynamodb: DynamoDb;
  readonly sfn: Pick<SFNClient, 'send'>;
  readonly ssm: ParameterStore;
  readonly put: Put;
}

/** What the actions of this function work with. */
export interface ReleaseContext {
  readonly store: LedgerStore;
  readonly notifier: Notifier;
  readonly sfn: Pick<SFNClient, 'send'>;
  readonly put: Put;
  readonly now: () => Date;
  readonly logger: Logger;
  /** What has to allow the start of a release. */
  changeFreeze(): ChangeFreezeSpec;
  readonly ssm: ParameterStore;
  /** The plan that the model declares. */
  plan(): ReleasePlan;
}

export function releaseContext({ clients, env, now, logger = SILENT }: HandlerDeps<ReleaseClients>): ReleaseContext {
  return {
    store: LedgerStore.fromEnv(clients.dynamodb, env, now),
    notifier: new Notifier(clients, env, logger),
    sfn: clients.sfn,
    put: clients.put,
    now,
    logger,
    changeFreeze: () =>
      env[Env.CHANGE_FREEZE] === undefined ? { calendars: [] } : requireJson<ChangeFreezeSpec>(env, Env.CHANGE_FREEZE),
    ssm: clients.ssm,
    plan: () => normalisePlan(requireJson<ReleasePlan>(env, Env.PLAN)),
  };
}

/** Detail of the end of a release. */
export function endedDetail(ledger: Ledger, ended: EndedRelease): ReleaseEventDetail {
  const { releaseId, version, outcome, reason, evidence, endedAt } = ended;
  const environment = evidence.environment === 'green' ? 'green' : 'blue';
  return {
    modelName: ledger.modelName,
    releaseId,
    version,
    environment,
    phase: outcome,
    reason,
    evidence,
    weights: ledger.weights,
    at: endedAt,
  };
}
