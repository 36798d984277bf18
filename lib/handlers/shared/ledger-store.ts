import {
  AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { ApprovalAnswer, ApprovalKey, ApprovalQuestion, Env, ErrorName } from '../../contract';
import { LedgerCommand } from '../../core/ledger/command';
import { emptyLedger, Ledger } from '../../core/ledger/ledger';
import { Decision, Transition } from '../../core/ledger/transition';
import { applyCommand } from '../../core/ledger/transitions';
import { Environment, requireEnv } from './env';
import { nameOf, ReleaseError } from './errors';
import { lostRace } from './lost-race';

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

  /** Carries a command out. Throws what refuses it; LedgerConflict after five tries. */
  apply(command: LedgerCommand, known?: Ledger): Promise<Applied> {
    return this.update((ledger) => applyCommand(ledger, command, this.now()), known);
  }

  /**
   * Writes what `decide` makes of the ledger, the decision into the history and the item of a release that ended by it, all or nothing,
   * under the condition that nobody wrote meanwhile. Starts with `known` when the caller has just read it.
   */
  async update(decide: Decide, known?: Ledger): Promise<Applied> {
    let ledger = known ?? (await this.read());
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const transition = decide(ledger);
      if (transition.kind === 'refused') throw ReleaseError.from(transition.refusal);
      if (transition.kind === 'unchanged') return transition;
      const written = await this.write(transition, ledger.revision);
      if (written !== undefined) return { ...transition, ledger: written };
      ledger = await this.read();
    }
    throw new ReleaseError(
      ErrorName.LEDGER_CONFLICT,
      `the ledger of model "${this.modelName}" changed ${MAX_TRIES} times between read and write; try again`,
    );
  }

  /** Adds something that changed nothing to the history: a look, an alarm that was ignored. */
  async record(event: Decision): Promise<void> {
    await this.putDocument(historyKey(event), event);
  }

  /** What somebody answered to an approval. */
  readApproval(question: ApprovalQuestion): Promise<ApprovalAnswer | undefined> {
    return this.readDocument(ApprovalKey.item(question), ApprovalKey.partition(this.modelName));
  }

  /** Answers an approval, unless somebody did before: then that answer comes back. */
  async answerApproval(question: ApprovalQuestion, answer: ApprovalAnswer): Promise<ApprovalAnswer | undefined> {
    const Item = this.item(ApprovalKey.item(question), answer, ApprovalKey.partition(this.modelName));
    const put = new PutItemCommand({ TableName: this.table, Item, ConditionExpression: 'attribute_not_exists(pk)' });
    try {
      await this.client.send(put);
      return undefined;
    } catch (error) {
      if (nameOf(error) === 'ConditionalCheckFailedException') return this.readApproval(question);
      throw error;
    }
  }

  async readDocument<T>(key: string, partition: string = this.modelName): Promise<T | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.table,
        Key: { pk: { S: partition }, sk: { S: key } },
        ConsistentRead: true,
      }),
    );
    const text = Item?.document?.S;
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async putDocument(key: string, document: unknown): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: this.item(key, document) }));
  }

  /** The ledger with its new revision, or undefined when somebody else wrote first. */
  private async write({ ledger, decision, ending }: Changed, revision: number): Promise<Ledger | undefined> {
    const next: Ledger = { ...ledger, revision: revision + 1 };
    const document = {
      TableName: this.table,
      Item: { ...this.item('LEDGER', next), revision: { N: String(next.revision) } },
      ConditionExpression: 'attribute_not_exists(pk) OR revision = :revision',
      ExpressionAttributeValues: { ':revision': { N: String(revision) } },
    };
    const records = [
      this.item(historyKey(decision), decision),
      ...(ending?.decision === undefined ? [] : [this.item(historyKey(ending.decision), ending.decision)]),
      ...(ending === undefined ? [] : [this.item(`RELEASE#${ending.release.releaseId}`, ending.release)]),
    ];
    const puts = [document, ...records.map((Item) => ({ TableName: this.table, Item }))];
    try {
      await this.client.send(new TransactWriteItemsCommand({ TransactItems: puts.map((Put) => ({ Put })) }));
      return next;
    } catch (error) {
      if (lostRace(error)) return undefined;
      throw error;
    }
  }

  private item(key: string, document: unknown, partition = this.modelName): Record<string, AttributeValue> {
    return { pk: { S: partition }, sk: { S: key }, document: { S: JSON.stringify(document) } };
  }
}

type Changed = Extract<Transition, { kind: 'changed' }>;

function historyKey({ releaseId, at, kind }: Decision): string {
  return `EVENT#${releaseId}#${at}#${kind}`;
}
