import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Problems } from '../private/validation';
import { DEFAULT_TEST_PORT, productionPort } from '../traffic/entrance';
import { EntranceHostingProps } from './entrance-hosting-props';

/** An ALB rule has 5 condition values at most (ELB quotas, "Condition values per rule"). */
const MAX_CONDITION_VALUES = 5;

/** Adds everything that is wrong with the way in. */
export function validateEntrance(props: EntranceHostingProps, problems: Problems): void {
  problems.integer('priority', props.priority, 1, 50000, 'give a free priority of the listener');
  problems.integer('testPriority', props.testPriority, 1, 49999, 'the model takes two priorities');
  problems.integer('testPort', props.testPort, 1, 65535, 'give a free port of the load balancer');
  const testPort = props.testPort ?? DEFAULT_TEST_PORT;
  if (testPort === productionPort(props)) {
    problems.add(
      `testPort must be another port than the production listener's, got ${testPort} for both; give a free port of the load balancer`,
    );
  }
  if (props.listener !== undefined && props.loadBalancer === undefined) {
    problems.add('listener must come with loadBalancer, got only the listener; pass the load balancer that it is on');
  }
  const listenersOwn = props.listener instanceof elbv2.ApplicationListener ? props.listener.loadBalancer : undefined;
  if (listenersOwn !== undefined && props.loadBalancer !== undefined && listenersOwn !== props.loadBalancer) {
    problems.add(
      'listener must be on loadBalancer, got a listener of another one; pass the load balancer that it is on',
    );
  }
  if (props.listener !== undefined && props.certificate !== undefined) {
    problems.add('certificate must be left out with listener, got both; add the certificate to your listener');
  }
  const claims = props.hostHeaders ?? props.pathPatterns ?? props.priority;
  if (props.listener !== undefined && claims === undefined) {
    problems.add(
      'listener must come with hostHeaders, pathPatterns or priority, got none; without them the model would take every ' +
        'request before your own rules with priorities above 100',
    );
  }
  const values = [...(props.hostHeaders ?? []), ...(props.pathPatterns ?? [])];
  if (values.length > MAX_CONDITION_VALUES) {
    problems.add(
      `hostHeaders and pathPatterns must be ${MAX_CONDITION_VALUES} values together at most, got ${values.length}; use wildcards`,
    );
  }
  for (const path of props.pathPatterns ?? []) {
    problems.text('pathPatterns', path, /^[/*?]\S{0,127}$/, 'a pattern of 128 characters at most that starts with /');
  }
  for (const host of props.hostHeaders ?? []) {
    problems.text('hostHeaders', host, /^[A-Za-z0-9.*?-]{1,128}$/, 'a host name of 128 characters at most');
  }
}
