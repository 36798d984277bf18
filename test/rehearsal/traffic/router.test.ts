import { request } from 'node:http';
import { connect } from 'node:net';
import { forward, group, HOST, rule, table, until, World } from './support';

let world: World;
afterEach(() => world.close());

const onBlue = () => table([rule(forward({ blue: 1 }))], [group('blue')]);

describe('answers', () => {
  test('of the target, with status, headers and body', async () => {
    world = await new World(onBlue()).open();
    await world.target('blue', (_, response) => response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] }).end('made'));
    const reply = await world.send();
    expect(reply).toMatchObject({ status: 201, body: 'made', headers: { 'set-cookie': ['a=1', 'b=2'] } });
    expect(world.observer.answers).toEqual([{ status: 201, by: 'target', responseTimeMs: expect.any(Number) }]);
  });

  test('with the time that the target took, for the load generator', async () => {
    world = await new World(onBlue()).open();
    await world.target('blue', (_, response) => void setTimeout(() => response.end(), 50));
    const { headers } = await world.send();
    const [{ responseTimeMs }] = world.observer.answers;
    expect(Number(headers['x-rehearsal-response-time'])).toBeCloseTo(responseTimeMs!, 2);
    expect(responseTimeMs).toBeGreaterThanOrEqual(49);
  });

  test('fixed responses', async () => {
    world = await new World(
      table([rule({ kind: 'fixed', status: 404, contentType: 'text/plain', body: 'no' })]),
    ).open();
    expect(await world.send()).toMatchObject({ status: 404, body: 'no', headers: { 'content-type': 'text/plain' } });
  });

  test('503 from a weighted group without targets, although another group has some', async () => {
    world = await new World(table([rule(forward({ blue: 1, green: 0 }))], [group('blue', []), group('green')])).open();
    expect((await world.send()).status).toBe(503);
    expect(world.observer.hops).toEqual([]);
    expect(world.observer.sides.map((side) => side.group.targetGroupArn)).toEqual(['blue']);
  });

  test('503 when all weights are 0', async () => {
    world = await new World(table([rule(forward({ blue: 0 }))], [group('blue')])).open();
    expect((await world.send()).status).toBe(503);
  });

  test('502 when nothing listens at the target', async () => {
    world = await new World(onBlue()).open();
    expect((await world.send()).status).toBe(502);
    expect(world.observer.answers).toEqual([{ status: 502, by: 'load-balancer', connectionFailed: true }]);
  });

  test('502 when the port refuses', async () => {
    world = await new World(onBlue()).open();
    const server = await world.target('blue', () => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect((await world.send()).status).toBe(502);
    expect(world.observer.answers).toEqual([{ status: 502, by: 'load-balancer', connectionFailed: true }]);
  });

  test('502 when the target hangs up before it answers, which is no connection error', async () => {
    world = await new World(onBlue()).open();
    await world.target('blue', (incoming) => incoming.socket.destroy());
    expect((await world.send()).status).toBe(502);
    expect(world.observer.answers).toEqual([{ status: 502, by: 'load-balancer', connectionFailed: false }]);
  });

  test('504 when the target does not answer in time', async () => {
    world = await new World(onBlue()).open({ targetTimeoutMs: 50 });
    await world.target('blue', () => undefined);
    expect((await world.send()).status).toBe(504);
    expect(world.observer.answers).toEqual([{ status: 504, by: 'load-balancer', connectionFailed: false }]);
  });

  test('fails towards the client, instead of ending short, when the target dies within its answer', async () => {
    world = await new World(onBlue()).open();
    await world.target('blue', (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(world.send()).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test('502 when the target dies while a fault holds its answer back', async () => {
    world = await new World(onBlue()).open();
    world.faults.inject('blue', { latencyMs: 100 });
    await world.target('blue', (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect((await world.send()).status).toBe(502);
    expect(world.observer.answers).toEqual([{ status: 502, by: 'load-balancer', connectionFailed: false }]);
  });
});

describe('stickiness', () => {
  const sticky = (weights: Record<string, number>) =>
    table([rule(forward(weights, 60))], [group('blue'), group('green')]);
  let now = 0;

  const open = async (weights: Record<string, number>) => {
    now = 0;
    world = await new World(sticky(weights)).open({ now: () => now });
    for (const name of ['blue', 'green']) await world.target(name, (_, response) => response.end(name));
  };
  /** Comes back with the cookie of the last answer. */
  const send = (cookie?: string) => world.send(cookie === undefined ? {} : { headers: { cookie } });
  const cookieOf = ({ headers }: Awaited<ReturnType<typeof send>>) => headers['set-cookie']?.[0].split(';')[0];

  test('keeps a caller where it was answered, whatever the weights say by then', async () => {
    await open({ blue: 1, green: 0 });
    const cookie = `other=1; ${cookieOf(await send())}`;
    world.routing.publish(sticky({ blue: 0, green: 1 }));
    expect([(await send(cookie)).body, (await send()).body]).toEqual(['blue', 'green']);
  });

  test('ends with its time, which each answer begins anew', async () => {
    await open({ blue: 1, green: 0 });
    const first = cookieOf(await send());
    now = 50_000;
    world.routing.publish(sticky({ blue: 0, green: 1 }));
    const second = cookieOf(await send(first));
    now = 70_000;
    expect([(await send(first)).body, (await send(second)).body]).toEqual(['green', 'blue']);
  });

  test('leads to no group that the rule does not list', async () => {
    await open({ blue: 1, green: 0 });
    const cookie = cookieOf(await send());
    world.routing.publish(sticky({ green: 1 }));
    expect((await send(cookie)).body).toBe('green');
  });

  test.each(['AWSALBTG=%', 'AWSALBTG=nonsense', 'a=b'])('a cookie that is not ours is none: %s', async (cookie) => {
    await open({ blue: 0, green: 1 });
    expect((await send(cookie)).body).toBe('green');
  });

  test('is off unless the rule has it', async () => {
    world = await new World(onBlue()).open();
    await world.target('blue', (_, response) => response.end());
    expect((await send()).headers['set-cookie']).toBeUndefined();
  });
});

describe('what the target gets', () => {
  test('end-to-end headers, the client and the listener, but nothing of the connection', async () => {
    world = await new World(onBlue()).open();
    await world.target('blue', ({ headers, method, url }, response) =>
      response.end(JSON.stringify({ headers, method, url })),
    );
    const headers = { host: HOST, connection: 'close, x-drop', 'x-drop': '1', te: 'gzip', 'x-keep': '2' };
    const forwarded = { 'x-forwarded-for': '10.9.9.9', 'x-forwarded-proto': 'https' };
    const reply = await world.send({ method: 'POST', path: '/p?q=1', headers: { ...headers, ...forwarded } }, 'hello');
    const got = JSON.parse(reply.body) as { headers: Record<string, string>; method: string; url: string };
    expect(got).toMatchObject({ method: 'POST', url: '/p?q=1' });
    expect(got.headers).toEqual({
      host: HOST,
      connection: 'keep-alive',
      'content-length': '5',
      'x-keep': '2',
      'x-forwarded-for': '10.9.9.9, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '80',
    });
  });

  test.each([
    ['small, in one piece', Buffer.alloc(1000, 'a'), {}],
    ['large', Buffer.alloc(1_000_000, 'b'), {}],
    ['chunked', Buffer.alloc(1000, 'c'), { 'transfer-encoding': 'chunked' }],
  ])('a body that is %s', async (_, body, headers) => {
    world = await new World(onBlue()).open();
    await world.target('blue', (incoming, response) => {
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => (bytes += chunk.length));
      incoming.on('end', () => response.end(String(bytes)));
    });
    const length = { 'content-length': String(body.length) };
    const sized = 'transfer-encoding' in headers ? headers : length;
    expect((await world.send({ method: 'POST', headers: sized }, body)).body).toBe(String(body.length));
  });

  test('requests in turn, each target the same number', async () => {
    const targets = [group('blue', ['ip-a', 'ip-b', 'ip-c'])];
    world = await new World(table([rule(forward({ blue: 1 }))], targets)).open();
    for (const name of ['a', 'b', 'c']) await world.target(name, (_, response) => response.end(name));
    const bodies = await Promise.all(Array.from({ length: 9 }, () => world.send().then((reply) => reply.body)));
    expect(bodies.sort().join('')).toBe('aaabbbccc');
  });
});

describe('streams and aborts', () => {
  test("the head and the first piece of a stream don't wait for the rest", async () => {
    world = await new World(onBlue()).open();
    let finish: () => void = () => undefined;
    await world.target('blue', (_, response) => {
      response.writeHead(200).flushHeaders();
      finish = () => response.end('last');
    });
    const body = await new Promise<string>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: world.port, agent: false }, (response) => {
        finish(); // only the head, which arrived before any body, lets the target go on
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(text));
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(body).toBe('last');
  });

  test('a client that hangs up ends the request to the target', async () => {
    world = await new World(onBlue()).open();
    let targetSawEnd = false;
    let arrived = false;
    await world.target('blue', (incoming) => {
      arrived = true;
      incoming.socket.on('close', () => (targetSawEnd = true));
    });
    const client = connect(world.port, '127.0.0.1');
    client.write(`GET / HTTP/1.1\r\nhost: ${HOST}\r\n\r\n`);
    await until(() => arrived);
    client.destroy();
    await until(() => targetSawEnd);
    expect(world.observer.answers).toEqual([{ status: 460, by: 'client' }]);
  });
});

describe('changes of the table', () => {
  test('a target that left the table finishes what it has', async () => {
    world = await new World(onBlue()).open();
    let finish: () => void = () => undefined;
    await world.target('blue', (_, response) => {
      finish = () => response.end('old');
    });
    await world.target('green', (_, response) => response.end('new'));
    const old = world.send();
    await until(() => world.observer.hops.length === 1);
    world.routing.publish(table([rule(forward({ green: 1 }))], [group('green')]));
    expect((await world.send()).body).toBe('new');
    finish();
    expect((await old).body).toBe('old');
  });

  test('a deleted listener is unreachable', async () => {
    world = await new World(onBlue()).open();
    const { port } = world;
    world.routing.publish({ version: 2, listeners: [], groups: {} });
    await until(() => world.network.resolve(HOST, 80) === undefined);
    const refused = new Promise((_, reject) => connect(port, '127.0.0.1').on('error', reject));
    await expect(refused).rejects.toThrow('ECONNREFUSED');
  });
});
