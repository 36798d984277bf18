import { Token } from 'aws-cdk-lib';
import { Problems } from '../private/validation';
import { Cohort } from '../traffic/cohort';
import { EntranceHostingProps } from './entrance-hosting-props';
import { cohortPriority, routingOf } from './hosted-model';

/** An ALB rule has 5 condition values at most, and as many wildcards are safe (ELB quotas; pages of different age say 5 and 6). */
const MAX_CONDITION_VALUES = 5;
const MAX_WILDCARDS = 5;

/** Everything that is wrong with a cohort beside the way in that its rule shares with the model's own. */
export function cohortProblems(cohort: Cohort, props: EntranceHostingProps): readonly string[] {
  const problems = new Problems();
  for (const problem of cohort._problems) problems.add(problem);
  const values = [...(props.hostHeaders ?? []), ...(props.pathPatterns ?? []), ...cohort._patterns];
  if (values.length > MAX_CONDITION_VALUES) {
    problems.add(
      `hostHeaders, pathPatterns and the cohort (2 for a cookie) must be ${MAX_CONDITION_VALUES} values together at most, ` +
        `got ${values.length}; use wildcards, or fewer values`,
    );
  }
  const wildcards = values.join('').replace(/[^*?]/g, '').length;
  if (wildcards > MAX_WILDCARDS) {
    problems.add(
      `hostHeaders, pathPatterns and the cohort (3 for a cookie) must have ${MAX_WILDCARDS} wildcards together at most, ` +
        `got ${wildcards}; spell some of them out`,
    );
  }
  validatePriority(cohort, props, problems);
  return problems.list();
}

function validatePriority(cohort: Cohort, props: EntranceHostingProps, problems: Problems): void {
  const { priority } = routingOf(props);
  if (Token.isUnresolved(priority)) {
    if (cohort._priority === undefined)
      problems.add('cohort.priority must be given when the priority of the hosting is a token; give one below it');
    return;
  }
  const own = cohortPriority(cohort, priority);
  if (Token.isUnresolved(own) || (own >= 1 && own < priority)) return;
  problems.add(
    `cohort.priority must be below the priority of the model's rule (${priority}), got ${own}; ` +
      'give a free one below it, or the hosting a higher priority',
  );
}
