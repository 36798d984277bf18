import { LoadCorpus, LoadRequest, LoadTestStep, PATH_PATTERN, PATH_RULE, PrepareLoadEvent } from '../../contract';
import { openDataset } from '../../core/golden/dataset/read';
import { GoldenRequest } from '../../core/golden/item';
import { loadDatasetTools } from '../shared/dataset-tools';
import { openObject } from '../shared/evidence-store';
import { releaseOf } from '../shared/shards/context';
import { LoadContext } from './context';
import { loadKeys } from './keys';

/** Every worker has the corpus in memory, and sends it over and over: more requests, or longer ones, make no other load. */
const MAX_REQUESTS = 1_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** Writes the corpus down for the workers. Again, it writes the same. */
export async function prepareLoad(context: LoadContext, event: PrepareLoadEvent): Promise<LoadTestStep> {
  const { releaseId, spec } = event;
  await releaseOf(context, releaseId);
  const requests = await requestsOf(context, spec.corpus);
  await context.evidence.write(loadKeys(context, releaseId, spec).corpus, JSON.stringify(requests));
  return { part: 0, startAtMs: 0, workers: [], result: null };
}

async function requestsOf(context: LoadContext, corpus: LoadCorpus): Promise<readonly LoadRequest[]> {
  if (corpus.kind === 'requests') return corpus.requests;
  const { dataset } = corpus;
  const { chunks } = await openObject(context.s3, dataset.bucket, dataset.key);
  const source = { name: dataset.fileName, chunks };
  const { items } = await openDataset(source, dataset.options, await loadDatasetTools());
  const requests: LoadRequest[] = [];
  let characters = 0;
  for await (const { request } of items) {
    requests.push(requestOf(request, corpus));
    characters += request.body.length;
    if (requests.length === MAX_REQUESTS || characters >= MAX_CHARACTERS) break;
  }
  return requests;
}

function requestOf(
  { contentType, body, encoding, method = 'POST', path }: GoldenRequest,
  corpus: Extract<LoadCorpus, { kind: 'dataset' }>,
): LoadRequest {
  const to = path ?? corpus.path;
  if (!PATH_PATTERN.test(to)) {
    throw new Error(`the path of an item must be ${PATH_RULE}, got "${to}"; correct it in the dataset`);
  }
  if (method !== 'POST' && method !== 'PUT' && method !== 'GET') {
    throw new Error(`the method of an item must be POST, PUT or GET, got "${method}"; leave such items out`);
  }
  return {
    method,
    path: to,
    headers: { 'content-type': contentType, ...corpus.headers },
    body,
    ...(encoding === undefined ? {} : { encoding }),
  };
}
