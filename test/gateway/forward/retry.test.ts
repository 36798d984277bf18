import { LostConnection, mayRetry } from '../../../lib/gateway/forward/retry';

const RACED: LostConnection = {
  code: 'ECONNRESET',
  reused: true,
  answerBegun: false,
  replayable: true,
  alreadyRetried: false,
  sinceSentMs: 3,
};

test.each<[string, Partial<LostConnection>]>([
  ['a used connection that was reset', {}],
  ['a used connection that could not be written to', { code: 'EPIPE' }],
])('%s is tried again', (_, lost) => {
  expect(mayRetry({ ...RACED, ...lost })).toBe(true);
});

test.each<[string, Partial<LostConnection>]>([
  ['a new connection, which was not just closing', { reused: false }],
  ['an answer that has begun', { answerBegun: true }],
  ['a body that is gone', { replayable: false }],
  ['a second failure', { alreadyRetried: true }],
  ['a model that worked on the request for a while', { sinceSentMs: 1_001 }],
  ['no connection at all', { code: 'ECONNREFUSED' }],
  ['an answer that can not be read', { code: 'HPE_INVALID_CONSTANT' }],
])('%s is not tried again', (_, lost) => {
  expect(mayRetry({ ...RACED, ...lost })).toBe(false);
});
