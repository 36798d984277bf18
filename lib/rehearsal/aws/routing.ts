/**
 * What the emulated load balancer tells the router: an immutable table, replaced as a whole at every change, so that a weight
 * change is seen by all requests at once.
 */
export interface RouteTarget {
  /** Address in the emulated VPC; `Network` knows the loopback port behind it. */
  readonly ip: string;
  readonly port: number;
}

export interface RouteGroup {
  readonly targetGroupArn: string;
  /** `targetgroup/name/id`, the CloudWatch dimension value. */
  readonly fullName: string;
  /** `app/name/id` of the load balancer that the group hangs on, the CloudWatch dimension value. */
  readonly loadBalancerFullName: string;
  /** Targets that get requests: the healthy ones, or all registered ones when none is healthy (ALB fails open). */
  readonly targets: readonly RouteTarget[];
}

export type RouteAction =
  | {
      readonly kind: 'forward';
      readonly groups: readonly { readonly targetGroupArn: string; readonly weight: number }[];
      /** How long a caller stays with its group; absent when stickiness is off. */
      readonly stickinessSeconds?: number;
    }
  | { readonly kind: 'fixed'; readonly status: number; readonly contentType: string; readonly body: string };

/** Conditions of a rule; all given ones must match. Patterns know `*` and `?` as ALB does; hosts and header values ignore case. */
export interface RouteConditions {
  readonly hosts?: readonly string[];
  readonly paths?: readonly string[];
  readonly methods?: readonly string[];
  readonly headers?: readonly { readonly name: string; readonly values: readonly string[] }[];
}

export interface RouteRule {
  readonly ruleArn: string;
  /** Lower first; Infinity for the default rule. */
  readonly priority: number;
  readonly conditions: RouteConditions;
  readonly action: RouteAction;
}

export interface RouteListener {
  readonly listenerArn: string;
  /** Host name of the load balancer and port of the listener, as clients address it. */
  readonly host: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly loadBalancerFullName: string;
  /** Sorted by priority. */
  readonly rules: readonly RouteRule[];
}

export interface RoutingTable {
  readonly version: number;
  readonly listeners: readonly RouteListener[];
  readonly groups: Readonly<Record<string, RouteGroup>>;
}
