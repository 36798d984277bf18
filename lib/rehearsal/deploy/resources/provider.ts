import { Account } from '../../aws/account';
import { DeployError } from '../deploy-error';

/** Resolved properties of a resource. */
export type Properties = Readonly<Record<string, any>>;

/** A resource that exists. */
export interface ResourceInstance {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What the engine gives to a provider with every call. */
export interface ResourceContext {
  readonly account: Account;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly type: string;
  /** A name like CloudFormation's: stack, logical id and a suffix, unique and at most `maxLength` characters long. */
  readonly physicalName: (maxLength: number) => string;
  /** Hexadecimal digits for ids that AWS would draw at random; the same in every rehearsal of a template. */
  readonly randomId: (length: number) => string;
  /** Absolute path of the file asset with this S3 object key. Throws `DeployError` for a key that the assembly lacks. */
  readonly assetPath: (objectKey: string) => string;
  /** Writes a file into a new directory and returns the directory: the same one for the same content. */
  readonly materialize: (fileName: string, content: string) => string;
}

/** How the properties of a type may change. */
export interface PropertyRules {
  /** Changed in place. */
  readonly update: readonly string[];
  /** A change creates a new resource; the old one is deleted in the clean-up. */
  readonly replace: readonly string[];
  /** Whether a property in neither list stops the deployment before it starts, or is changed in place. */
  readonly others: 'refuse' | 'update';
}

/**
 * Creates, changes and deletes the resources of one CloudFormation type. Each method resolves when the resource is stable, as
 * CloudFormation waits for it. A rejection fails the deployment with the error's message.
 */
export interface ResourceProvider {
  readonly properties: PropertyRules;
  /** Names that `Fn::GetAtt` may use, or `any` when they are known only at run time. */
  readonly attributes: readonly string[] | 'any';
  create(properties: Properties, context: ResourceContext): Promise<ResourceInstance>;
  /** Sends the whole set of properties, as CloudFormation does once any of them changed (aws-facts §1.1). */
  update(
    instance: ResourceInstance,
    properties: Properties,
    previous: Properties,
    context: ResourceContext,
  ): Promise<ResourceInstance>;
  /** Succeeds when the resource is gone already. */
  delete(instance: ResourceInstance, properties: Properties, context: ResourceContext): Promise<void>;
}

/** Providers by CloudFormation type. */
export type ResourceProviders = Readonly<Record<string, ResourceProvider>>;

/** A failed creation that left something behind: the rollback deletes it. */
export class PartialCreation extends DeployError {
  constructor(
    reason: string,
    readonly instance: ResourceInstance,
  ) {
    super(reason);
  }
}
