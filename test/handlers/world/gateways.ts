import { GatewayDimension, GatewaySettings, Names } from '../../../lib/contract';
import { MODEL } from '../../core/ledger/ledgers';
import { awsError, Operations } from './calls';

export const GATEWAY_SETTINGS = Names.gatewaySettings(MODEL);

/** One value of a gateway metric. */
interface Counted {
  readonly at: number;
  readonly environment: string;
  readonly name: string;
  readonly slice: string | undefined;
  readonly value: number;
}

/** The settings parameter, and what gateways counted. */
export class FakeGateways {
  /** Text of the parameter; undefined: there is none. */
  parameter: string | undefined = '{}';
  /** Every value that was written, oldest first. */
  readonly written: GatewaySettings[] = [];
  private readonly counted: Counted[] = [];
  /** Answers hold no more values than this a page. */
  pageSize = 2;
  /** What CloudWatch says of each metric on its last page. */
  statusCode = 'Complete';

  get settings(): GatewaySettings {
    return JSON.parse(this.parameter ?? '') as GatewaySettings;
  }

  /** Counts in the minute of a time. */
  count(
    at: Date,
    environment: string,
    counts: Readonly<Record<string, number | undefined>>,
    slice: string | undefined = undefined,
  ): void {
    for (const [name, value] of Object.entries(counts)) {
      this.counted.push({
        at: Math.floor(at.getTime() / 60_000) * 60_000,
        environment,
        name,
        slice,
        value: value ?? 0,
      });
    }
  }

  readonly parameterOperations: Operations = {
    GetParameter: ({ Name }) => {
      if (Name !== GATEWAY_SETTINGS || this.parameter === undefined) throw awsError('ParameterNotFound');
      return { Parameter: { Name, Value: this.parameter } };
    },
    PutParameter: ({ Name, Value, Overwrite }) => {
      if (Name !== GATEWAY_SETTINGS || Overwrite !== true) throw awsError('ParameterAlreadyExists');
      this.parameter = Value as string;
      this.written.push(this.settings);
      return { Version: this.written.length + 1 };
    },
  };

  /** Answer of GetMetricData, in pages. */
  metricData(input: any): object {
    const results = this.valuesOf(input, input.MetricDataQueries);
    const from = Number(input.NextToken ?? 0);
    const next = from + this.pageSize;
    return {
      MetricDataResults: results.slice(from, next),
      ...(next < results.length ? { NextToken: String(next) } : {}),
    };
  }

  /** What was counted, by query. */
  valuesOf({ StartTime, EndTime }: any, queries: readonly any[]): readonly object[] {
    return queries.map(({ Id, MetricStat }) => {
      const dimensions = Object.fromEntries(
        MetricStat.Metric.Dimensions.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]),
      );
      const found = this.counted.filter(
        ({ at, environment, name, slice }) =>
          name === MetricStat.Metric.MetricName &&
          dimensions[GatewayDimension.MODEL] === MODEL &&
          dimensions[GatewayDimension.ENVIRONMENT] === environment &&
          dimensions[GatewayDimension.SLICE] === slice &&
          at >= StartTime.getTime() &&
          at < EndTime.getTime(),
      );
      const sums = new Map<number, number>();
      for (const { at, value } of found) sums.set(at, (sums.get(at) ?? 0) + value);
      return {
        Id,
        StatusCode: this.statusCode,
        Timestamps: [...sums.keys()].map((at) => new Date(at)),
        Values: [...sums.values()],
      };
    });
  }
}
