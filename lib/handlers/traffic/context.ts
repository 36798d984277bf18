import { EnvironmentName } from '../../contract';
import { HealthyTargets } from '../../core/traffic/emergency';
import { HandlerDeps, SILENT } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { Logger } from '../shared/logger';
import { LoadBalancing, ProductionRule } from '../shared/production-rule';

export interface TrafficClients {
  readonly dynamodb: DynamoDb;
  readonly elb: LoadBalancing;
}

/** What the actions of this function work with. */
export interface TrafficContext {
  readonly store: LedgerStore;
  readonly rule: ProductionRule;
  readonly now: () => Date;
  readonly logger: Logger;
}

export function trafficContext({ clients, env, now, logger = SILENT }: HandlerDeps<TrafficClients>): TrafficContext {
  return {
    store: LedgerStore.fromEnv(clients.dynamodb, env, now),
    rule: ProductionRule.fromEnv(clients.elb, env),
    now,
    logger,
  };
}

/** Healthy targets of both environments, read at once. */
export async function healthOfBoth(rule: ProductionRule): Promise<HealthyTargets> {
  const health = (environment: EnvironmentName) => rule.healthyTargets(environment);
  const [blue, green] = await Promise.all([health('blue'), health('green')]);
  return { blue, green };
}
