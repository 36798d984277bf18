import type { JsonObject, MapRuns, ObjectStore } from '../asl';
import { Account } from '../aws/account';
import { Caller } from '../aws/service';
import { ExecutionRequest } from '../aws/states/execution-runner';
import { call } from './service-call';

/** Map Runs of an execution in the emulated account: child executions of its machine, and S3, with the machine's role. */
export function accountMapRuns(account: Account, request: ExecutionRequest, caller: Caller): MapRuns {
  return {
    objects: objectStore(account, caller),
    open: (definition, id) => {
      const children = request.openMapRun(definition, id);
      return {
        arn: children.mapRunArn,
        close: children.close,
        execute: async (name, input, signal) => {
          const { executionArn } = await call(account, 'states', 'StartExecution', caller, {
            stateMachineArn: request.stateMachineArn,
            mapRunArn: children.mapRunArn,
            name,
            input: JSON.stringify(input),
          });
          const stop = (): void => children.stop(executionArn);
          if (signal.aborted) stop();
          signal.addEventListener('abort', stop);
          try {
            return await children.ended(executionArn);
          } finally {
            signal.removeEventListener('abort', stop);
          }
        },
      };
    },
  };
}

function objectStore(account: Account, caller: Caller): ObjectStore {
  const s3 = (operation: string, input: object) => call(account, 's3', operation, caller, input);
  return {
    getObject: async (Bucket, Key) => (await s3('GetObject', { Bucket, Key })).Body as Buffer,
    listObjects: async (Bucket, Prefix) => {
      const entries: JsonObject[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3('ListObjectsV2', { Bucket, Prefix, ContinuationToken });
        entries.push(...page.Contents.map(listed));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return entries;
    },
    putObject: async (Bucket, Key, Body, ContentType) =>
      void (await s3('PutObject', { Bucket, Key, Body, ContentType })),
  };
}

/** Times are seconds since 1970 (developer guide, "ItemReader", example of a listing). */
function listed({ LastModified, ...entry }: { readonly LastModified: Date }): JsonObject {
  return { ...entry, LastModified: LastModified.getTime() / 1000 };
}
