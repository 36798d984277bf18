import { AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { ApprovalAnswer, ApprovalQuestion } from '../../contract';
import { EndedRelease, Ledger } from '../../core/ledger/ledger';
import { LedgerCommand } from '../../core/ledger/command';
import { Decision } from '../../core/ledger/transition';
import { Applied, LedgerStore } from '../../handlers/shared/ledger-store';
import { Connection } from '../connection';
import { DeployedModel } from './deployed-model';

/** A model's ledger and its history, as an operator reads them. */
export class OperatorLedger {
  private readonly client: DynamoDBClient;
  private readonly store: LedgerStore;

  constructor(
    private readonly model: DeployedModel,
    connection: Connection,
    now: () => Date,
  ) {
    this.client = new DynamoDBClient({ ...connection, region: model.region });
    this.store = new LedgerStore(this.client, model.ledgerTable, model.modelName, now);
  }

  read(): Promise<Ledger> {
    return this.store.read();
  }

  /** Carries a command out under the condition that nobody wrote since `known` was read; decides again when somebody did. */
  apply(command: LedgerCommand, known: Ledger): Promise<Applied> {
    return this.store.apply(command, known);
  }

  /** Answers an approval, unless somebody did before: then that answer comes back. */
  answer(question: ApprovalQuestion, answer: ApprovalAnswer): Promise<ApprovalAnswer | undefined> {
    return this.store.answerApproval(question, answer);
  }

  /** Ended releases, newest first. Their keys are not in the order of time, so all of them are read. */
  async ended(): Promise<readonly EndedRelease[]> {
    const all = await this.documents<EndedRelease>('RELEASE#');
    return all.sort((one, other) => other.endedAt.localeCompare(one.endedAt));
  }

  /** Decisions and looks of a release, oldest first. */
  decisions(releaseId: string): Promise<readonly Decision[]> {
    return this.documents<Decision>(`EVENT#${releaseId}#`);
  }

  private async documents<T>(prefix: string): Promise<T[]> {
    const found: T[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.client.send(
        new QueryCommand({
          TableName: this.model.ledgerTable,
          KeyConditionExpression: 'pk = :model AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':model': { S: this.model.modelName }, ':prefix': { S: prefix } },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      );
      found.push(...(page.Items ?? []).map(({ document }) => JSON.parse(document?.S ?? 'null') as T));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return found;
  }
}
