import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { Env, ErrorName } from '../../contract';
import { LedgerCommand } from '../../core/ledger/command';
import { emptyLedger, EndedRelease, Ledger } from '../../core/ledger/ledger';
import { Decision, Transition } from '../../core/ledger/transition';
import { applyCommand } from '../../core/ledger/transitions';
import { Environment, requireEnv } from './env';
import { ReleaseError } from './errors';

/** The one call that we make of a client: what tests have to fake. */
export type DynamoDb = Pick<DynamoDBClient, 'send'>;

/** A decision made on one reading of the ledger; made again when the ledger changed meanwhile. */
export type Decide = (ledger: Ledger) => Transition;

/** What an update came to. */
export type Applied = Exclude<Transition, { kind: 'refused' }>;

/** Writers of one ledger are an execution, an alarm and an operator: five tries outlast any of them. */
const MAX_TRIES = 5;

/** Reads and writes a model's items in the ledger table. */
export class LedgerStore {
  constructor(
    private readonly client: DynamoDb,
    private readonly table: string,
    readonly modelName: string,
    private readonly now: () => Date,
  ) {}

  static fromEnv(client: DynamoDb, env: Environment, now: () => Date): LedgerStore {
    return new LedgerStore(client, requireEnv(env, Env.LEDGER_TABLE), requireEnv(env, Env.MODEL_NAME), now);
  }

  /** The ledger as it is now; an empty one before the first release. */
  async read(): Promise<Ledger> {
    const document = await this.readDocument<Ledger>('LEDGER');
    return document ?? emptyLedger(this.modelName);
  }

  /** Carries a command out and adds the decision to the history. Throws what refuses it; LedgerConflict after five tries. */
  async apply(command: LedgerCommand, known?: Ledger): Promise<Applied> {
    const applied = await this.update((ledger) => applyCommand(ledger, command, this.now()), known);
    if (applied.kind === 'changed') await this.record(applied.decision);
    return applied;
  }

  /**
   * Writes what `decide` makes of the ledger, under the condition that nobody wrote meanwhile. Starts with `known` when the
   * caller has just read it. Leaves the history to the caller.
   */
  async update(decide: Decide, known?: Ledger): Promise<Applied> {
    let ledger = known ?? (await this.read());
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const transition = decide(ledger);
      if (transition.kind === 'refused') throw ReleaseError.from(transition.refusal);
      if (transition.kind === 'unchanged') return transition;
      const written = await this.write(transition.ledger, ledger.revision);
      if (written !== undefined) return { ...transition, ledger: written };
      ledger = await this.read();
    }
    throw new ReleaseError(
      ErrorName.LEDGER_CONFLICT,
      `the ledger of model "${this.modelName}" changed ${MAX_TRIES} times between read and write; try again`,
    );
  }

  /** Adds a decision or a look to the history. */
  async record(decision: Decision): Promise<void> {
    await this.putDocument(`EVENT#${decision.releaseId}#${decision.at}#${decision.kind}`, decision);
  }

  async putEnded(ended: EndedRelease): Promise<void> {
    await this.putDocument(`RELEASE#${ended.releaseId}`, ended);
  }

  async readDocument<T>(key: string): Promise<T | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: this.modelName }, sk: { S: key } },
        ConsistentRead: true,
      }),
    );
    const text = Item?.document?.S;
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async putDocument(key: string, document: unknown): Promise<void> {
    await this.client.send(
      new PutItemCommand({
        TableName: this.table,
        Item: { pk: { S: this.modelName }, sk: { S: key }, document: { S: JSON.stringify(document) } },
      }),
    );
  }

  /** The ledger with its new revision, or undefined when somebody else wrote first. */
  private async write(ledger: Ledger, revision: number): Promise<Ledger | undefined> {
    const next: Ledger = { ...ledger, revision: revision + 1 };
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: {
            pk: { S: this.modelName },
            sk: { S: 'LEDGER' },
            revision: { N: String(next.revision) },
            document: { S: JSON.stringify(next) },
          },
          ConditionExpression: 'attribute_not_exists(pk) OR revision = :revision',
          ExpressionAttributeValues: { ':revision': { N: String(revision) } },
        }),
      );
      return next;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}
