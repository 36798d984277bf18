import { Env, OwnAlarmNames } from '../../contract';
import { requireJson } from '../shared/env';
import { HandlerDeps, SILENT } from '../shared/handler';
import { DynamoDb, LedgerStore } from '../shared/ledger-store';
import { Logger } from '../shared/logger';
import { RouteClients, routeFromEnv } from '../shared/route-from-env';
import { TrafficRoute } from '../shared/traffic-route';
import { Pausing } from '../shared/variant-route';

export interface TrafficClients extends RouteClients {
  readonly dynamodb: DynamoDb;
  readonly sleep: Pausing['sleep'];
}

/** What the actions of this function work with. */
export interface TrafficContext {
  readonly store: LedgerStore;
  readonly route: TrafficRoute;
  /** Asked by alarms only: nothing else fails without it. */
  readonly ownAlarms: () => OwnAlarmNames;
  readonly now: () => Date;
  readonly logger: Logger;
}

export function trafficContext({ clients, env, now, logger = SILENT }: HandlerDeps<TrafficClients>): TrafficContext {
  return {
    store: LedgerStore.fromEnv(clients.dynamodb, env, now),
    route: routeFromEnv(clients, env, { now, sleep: clients.sleep }),
    ownAlarms: () => requireJson<OwnAlarmNames>(env, Env.OWN_ALARM_NAMES),
    now,
    logger,
  };
}
