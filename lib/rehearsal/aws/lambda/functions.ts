import { FunctionConfiguration } from '../../lambda/function-configuration';
import { AwsError } from '../service';
import { FunctionPermission } from './permissions';

/** How asynchronous invocations are retried. */
export interface EventInvokeConfig {
  /** 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** 60 to 21600. */
  readonly maximumEventAgeSeconds: number;
}

export const DEFAULT_EVENT_INVOKE_CONFIG: EventInvokeConfig = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
};

/** A function of the account. */
export interface LambdaFunction {
  readonly configuration: FunctionConfiguration;
  readonly modifiedAt: Date;
  readonly permissions: ReadonlyMap<string, FunctionPermission>;
  /** Undefined: the defaults, and nothing to delete. */
  readonly eventInvokeConfig?: EventInvokeConfig;
}

/** The account's functions by name. A change replaces the record. */
export class Functions {
  private readonly byName = new Map<string, LambdaFunction>();

  get(name: string, arn: string): LambdaFunction {
    const found = this.byName.get(name);
    if (found === undefined) throw notFound(`Function not found: ${arn}`);
    return found;
  }

  find(name: string): LambdaFunction | undefined {
    return this.byName.get(name);
  }

  add(record: LambdaFunction): void {
    const { functionName } = record.configuration;
    if (this.byName.has(functionName)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${functionName}`, 409);
    }
    this.byName.set(functionName, record);
  }

  replace(record: LambdaFunction): LambdaFunction {
    this.byName.set(record.configuration.functionName, record);
    return record;
  }

  delete(name: string): void {
    this.byName.delete(name);
  }
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}
