import { AwsError, CallContext } from '../service';

/** A plain text parameter. */
export interface ParameterRecord {
  readonly name: string;
  readonly type: 'String' | 'StringList';
  readonly value: string;
  /** Counts writes, from 1. */
  readonly version: number;
  readonly modifiedAt: Date;
}

/** Limits of names and of standard parameters (API reference of PutParameter; Systems Manager quotas). */
const MAX_NAME_LENGTH = 1011;
const MAX_LEVELS = 15;
const MAX_VALUE_BYTES = 4096;

/** The account's parameters by name. A write replaces the record. */
export class Parameters {
  private readonly byName = new Map<string, ParameterRecord>();

  get(name: string): ParameterRecord {
    const found = this.byName.get(name);
    // AWS names neither the parameter nor the region here.
    if (found === undefined) throw new AwsError('ParameterNotFound', '');
    return found;
  }

  put(input: any, { clock }: CallContext): ParameterRecord {
    const { Name: name, Value: value, Overwrite: overwrite = false } = input;
    const existing = this.byName.get(name);
    if (existing !== undefined && overwrite !== true) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    validateName(name);
    validateValue(value);
    const record: ParameterRecord = {
      name,
      type: typeOf(input.Type ?? existing?.type),
      value,
      version: (existing?.version ?? 0) + 1,
      modifiedAt: new Date(clock.now()),
    };
    this.byName.set(name, record);
    return record;
  }

  delete(name: string): void {
    this.get(name);
    this.byName.delete(name);
  }
}

/** ARN of a parameter: the slash that a path starts with is the only one after `parameter` (Systems Manager user guide). */
export function parameterArn(name: string, { region, accountId }: Pick<CallContext, 'region' | 'accountId'>): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}

function validateName(name: string): void {
  if (name.length > MAX_NAME_LENGTH || !/^[A-Za-z0-9_.\-/]+$/.test(name)) {
    throw invalid(`parameter names have letters, digits and _ . - / only, ${MAX_NAME_LENGTH} at most, got ${name}`);
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid(`parameter names must not begin with aws or ssm, got ${name}`);
  }
  const levels = name.split('/').filter((part) => part !== '').length;
  if (levels > MAX_LEVELS || (name.includes('/') && !name.startsWith('/'))) {
    throw invalid(`a parameter path starts with / and has ${MAX_LEVELS} levels at most, got ${name}`);
  }
}

function validateValue(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes <= MAX_VALUE_BYTES) return;
  throw invalid(`a standard parameter's value has ${MAX_VALUE_BYTES} bytes at most, got ${bytes}`);
}

function typeOf(type: string | undefined): ParameterRecord['type'] {
  if (type === 'String' || type === 'StringList') return type;
  if (type === 'SecureString') throw new AwsError('NotImplemented', 'SecureString parameters are not emulated', 501);
  throw invalid(`the type of a new parameter must be String or StringList, got ${type ?? 'nothing'}`);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
