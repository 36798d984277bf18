import { Clock } from '../../clock';
import { MetricData } from '../cloudwatch/metric-store';
import { AuthorizationRequest, AwsError, CallContext, EmulatedService, Operation } from '../service';
import { metricsOf } from './embedded-metrics';

/** Retention periods in days that CloudWatch Logs accepts (PutRetentionPolicy, API reference). */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Virtual milliseconds from a line to its metrics: containers' logs are sent every 5 s or so, and metrics are taken out of them
 * after that (inference; AWS names no number).
 */
const METRIC_DELAY_MS = 10_000;

export interface LogsOptions {
  readonly clock: Clock;
  /** Takes the metrics that were found in log lines. */
  readonly ingest: (data: MetricData) => void;
}

/** Log groups as far as a template declares them, and metrics in their lines. The lines themselves are not kept. */
export class Logs implements EmulatedService {
  readonly signingName = 'logs';
  readonly protocol = 'json-1.1';
  readonly targetPrefix = 'Logs_20140328';
  readonly validationCode = 'InvalidParameterException';
  /** Retention in days by name; undefined keeps for ever. */
  private readonly groups = new Map<string, number | undefined>();

  constructor(private readonly options: LogsOptions) {}

  readonly operations: Readonly<Record<string, Operation>> = {
    CreateLogGroup: {
      required: ['logGroupName'],
      authorize: onGroup('CreateLogGroup'),
      handle: ({ logGroupName }) => {
        if (this.groups.has(logGroupName)) {
          throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
        }
        this.groups.set(logGroupName, undefined);
        return {};
      },
    },
    DeleteLogGroup: {
      required: ['logGroupName'],
      authorize: onGroup('DeleteLogGroup'),
      handle: ({ logGroupName }) => {
        this.requireGroup(logGroupName);
        this.groups.delete(logGroupName);
        return {};
      },
    },
    PutRetentionPolicy: {
      required: ['logGroupName', 'retentionInDays'],
      authorize: onGroup('PutRetentionPolicy'),
      handle: ({ logGroupName, retentionInDays }) => {
        this.requireGroup(logGroupName);
        this.groups.set(logGroupName, requireRetention(retentionInDays));
        return {};
      },
    },
    DeleteRetentionPolicy: {
      required: ['logGroupName'],
      authorize: onGroup('DeleteRetentionPolicy'),
      handle: ({ logGroupName }) => {
        this.requireGroup(logGroupName);
        this.groups.set(logGroupName, undefined);
        return {};
      },
    },
  };

  /** Takes a line that a container wrote; lost when the group was deleted meanwhile. */
  receive(logGroupName: string, line: string): void {
    if (!this.groups.has(logGroupName)) return;
    const { clock, ingest } = this.options;
    for (const data of metricsOf(line, clock.now())) ingest({ ...data, delayMs: METRIC_DELAY_MS });
  }

  /** Days that a group keeps its events, or undefined for ever. Throws for an unknown group. */
  retentionOf(logGroupName: string): number | undefined {
    this.requireGroup(logGroupName);
    return this.groups.get(logGroupName);
  }

  private requireGroup(name: string): void {
    if (!this.groups.has(name)) {
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist');
    }
  }
}

function onGroup(action: string) {
  return (input: { logGroupName: string }, { region, accountId }: CallContext): readonly AuthorizationRequest[] => [
    { action: `logs:${action}`, resource: `arn:aws:logs:${region}:${accountId}:log-group:${input.logGroupName}` },
  ];
}

function requireRetention(days: number): number {
  if (RETENTION_DAYS.includes(days)) return days;
  throw new AwsError(
    'InvalidParameterException',
    `retentionInDays must be one of ${RETENTION_DAYS.join(', ')}, got ${days}`,
  );
}
