import { Clock } from '../clock';

/**
 * Who calls: an IAM role of the template (in a named session: for a function, its worker), an AWS service on behalf of one of
 * its resources (bound by resource-based policies), or the rehearsal itself (which no policy binds).
 */
export type Caller =
  | { readonly kind: 'role'; readonly roleArn: string; readonly session?: string }
  | { readonly kind: 'service'; readonly principal: string; readonly sourceArn: string }
  | { readonly kind: 'rehearsal' };

/** What one API call needs to be allowed: an action on a resource, with the condition keys that policies may test. */
export interface AuthorizationRequest {
  /** For example `ecs:UpdateService`. */
  readonly action: string;
  /** ARN, or `*` for actions without resource-level permissions. */
  readonly resource: string;
  /** Condition keys and values, for example `{ 'ecs:cluster': 'arn:…' }`. */
  readonly context?: Record<string, string | readonly string[]>;
}

/** An error that goes over the wire as AWS would send it. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
    /** Members that the error carries beside its message, for example `CancellationReasons`. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** Where a call is made. */
export interface CallPlace {
  readonly region: string;
  readonly accountId: string;
}

export interface CallContext extends CallPlace {
  readonly clock: Clock;
  readonly caller: Caller;
}

/** One API operation. Inputs and outputs have the SDK's member names; `Date`s and numbers are typed as the SDK types them. */
export interface Operation {
  /** Member names that must be present and not empty, else ValidationException (or the service's own code). */
  readonly required?: readonly string[];
  /** Every permission that the call needs. Evaluated before `handle`; all must be allowed. */
  authorize(input: any, context: CallContext): readonly AuthorizationRequest[];
  handle(input: any, context: CallContext): unknown;
  /**
   * A request of users' traffic, not a call of the account's own machinery: it comes too often and too large for the journal,
   * and faults of traffic are injected elsewhere, so it is neither journalled nor open to API faults.
   *
   * @default false
   */
  readonly traffic?: boolean;
  /**
   * Members of input and output that are whole contents: the handler gets and gives them as they are, and the journal, which
   * lasts as long as the account, has no copy of them.
   *
   * @default - none
   */
  readonly contents?: readonly string[];
}

/** Wire protocols of the services that the bundles call. */
export type Protocol = 'query' | 'json-1.0' | 'json-1.1' | 'rest-json' | 'rest-xml';

/** An emulated AWS service: a table of operations. An operation that is not in it answers 501. */
export interface EmulatedService {
  /**
   * Signing name as it stands in the credential scope: elasticloadbalancing, ecs, monitoring, dynamodb, … The second API under
   * one name has a name of its own (`wire/service-name.ts`).
   */
  readonly signingName: string;
  readonly protocol: Protocol;
  /** `X-Amz-Target` prefix of JSON protocols, for example `DynamoDB_20120810`. */
  readonly targetPrefix?: string;
  /** XML namespace of query protocol answers. */
  readonly xmlNamespace?: string;
  /** The service has a server of its own, which requests are passed on to. @default - the account answers */
  elsewhere?(): Promise<string>;
  /** Error code of a missing member. @default - `ValidationError` for the query protocol, else `ValidationException` */
  readonly validationCode?: string;
  /** Whether a service principal may make this request: the service's resource-based policies. @default - none may */
  allowsService?(caller: Extract<Caller, { kind: 'service' }>, request: AuthorizationRequest): boolean;
  readonly operations: Readonly<Record<string, Operation>>;
}
