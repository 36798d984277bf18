import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** How production traffic comes in: the same for every kind of hosting. */
export interface EntranceHostingProps {
  /**
   * Load balancer of the model; needed with `listener`.
   *
   * @default - a new internal one with access logs
   */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;

  /**
   * Listener that production traffic comes in by. The model adds one rule to it and changes nothing else.
   *
   * @default - a new one that answers 404 to what no model claims: HTTPS on port 443 with a certificate, else HTTP on port 80
   */
  readonly listener?: elbv2.IApplicationListener;

  /**
   * Certificate of the new listener.
   *
   * @default - none: the new listener speaks HTTP
   */
  readonly certificate?: elbv2.IListenerCertificate;

  /**
   * Port of the new test listener, which only the check function may reach. The production listener must have another one.
   *
   * @default 9001
   */
  readonly testPort?: number;

  /**
   * Host names of the model's production traffic; `*` and `?` are wildcards.
   *
   * @default - any host
   */
  readonly hostHeaders?: string[];

  /**
   * Paths of the model's production traffic; `*` and `?` are wildcards.
   *
   * @default - any path
   */
  readonly pathPatterns?: string[];

  /**
   * Priority of the model's rule on the production listener, 1 to 50000, unique there.
   *
   * @default 100
   */
  readonly priority?: number;

  /**
   * First of two consecutive priorities of the model's rules on the test listener, 1 to 49999.
   *
   * @default 1
   */
  readonly testPriority?: number;
}
