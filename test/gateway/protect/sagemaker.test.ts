import { setTimeout as sleep } from 'node:timers/promises';
import { predict } from '../support/client';
import { counted, World } from '../support/world';
import { answering, PROTECT, protectionVariables, server } from './support';

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const said = (status: number, type: string, body: object) => ({ status, type, body: JSON.stringify(body) });

test.each([
  ['the model fails', said(424, 'ModelError', { OriginalStatusCode: 500, OriginalMessage: 'broken' }), 'ModelErrors'],
  ['the model is too late', said(424, 'ModelError', { Message: 'invocation timed out' }), 'Timeouts'],
  [
    'there is no endpoint',
    said(400, 'ValidationError', { Message: 'Endpoint x of account y not found.' }),
    'Unreachable',
  ],
  ['SageMaker throttles', said(429, 'ThrottlingException', { Message: 'slow down' }), 'Overloaded'],
])('behind a SageMaker endpoint: %s', async (_, { status, type, body }, metric) => {
  const aws = await server(
    world,
    (response) => void response.writeHead(status, { 'x-amzn-errortype': type }).end(body),
  );
  const stable = await server(world, answering('stable'));
  const { port, gateway } = await world.sageMakerGateway('fraud-green', `http://127.0.0.1:${aws.port}`, {
    variables: protectionVariables(stable.port),
    settings: { protect: PROTECT },
  });
  await sleep(1);
  const reply = await predict(port, { headers: { 'content-type': 'application/json' } });
  expect([reply.status, String(reply.body), reply.headers['x-model-protected']]).toEqual([200, 'stable', 'blue']);
  expect(aws.seen).toMatchObject([{ url: '/endpoints/fraud-green/invocations' }]);
  expect(stable.seen).toMatchObject([{ url: '/invocations', body: '{"x":1}', headers: { 'content-length': '7' } }]);
  expect(counted(world, gateway)).toMatchObject({ Requests: 1, Errors: 1, [metric]: 1, Protected: 1 });
});

test('what the caller did wrong stays the caller’s', async () => {
  const aws = await server(world, (response) =>
    response.writeHead(400, { 'x-amzn-errortype': 'ValidationError' }).end('{"Message":"bad header"}'),
  );
  const stable = await server(world, answering('stable'));
  const { port } = await world.sageMakerGateway('fraud-green', `http://127.0.0.1:${aws.port}`, {
    variables: protectionVariables(stable.port),
    settings: { protect: PROTECT },
  });
  await sleep(1);
  expect((await predict(port)).status).toBe(400);
  expect(stable.seen).toEqual([]);
});
