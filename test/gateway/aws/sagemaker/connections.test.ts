import { IncomingMessage, request as httpRequest, RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import tls from 'node:tls';
import { encodeEvents } from '../../../../lib/rehearsal/aws/wire/event-stream';
import { predict } from '../../support/client';
import { counted, eventually, RunningGateway, World } from '../../support/world';
import { runPython } from '../support/moto-python';

// What an emulated SageMaker can't be made to do: here it is a server of the test's own.

jest.setTimeout(120_000); // installs moto, when nobody did before

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

const open = (port: number, variables: Record<string, string> = {}, scheme = 'http') =>
  world.sageMakerGateway('fraud', `${scheme}://localhost:${port}`, { variables });

const told = ({ gateway }: RunningGateway) => {
  const all = Object.entries(counted(world, gateway));
  return Object.fromEntries(all.filter(([, count]) => count > 0));
};

/** Reads a request and gives its body back. */
const echo: RequestListener = (request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => response.end(Buffer.concat(parts)));
};

/** Answers one request on each connection, and cuts it off when the next one comes: it was just about to close. */
function closingAfterOne(): { readonly handle: RequestListener; requests: number } {
  const served = new WeakSet<object>();
  const server = {
    requests: 0,
    handle: (request: IncomingMessage, response: Parameters<RequestListener>[1]) => {
      server.requests += 1;
      if (served.has(request.socket)) return void request.socket.destroy();
      served.add(request.socket);
      echo(request, response);
    },
  };
  return server;
}

describe('a connection that SageMaker is just closing', () => {
  test('costs no request: it goes out once more, on a new one', async () => {
    const server = closingAfterOne();
    const running = await open(await world.model(server.handle));
    for (let index = 0; index < 6; index += 1) {
      const { status, body } = await predict(running.port, { body: `{"n":${index}}` });
      expect([status, String(body)]).toEqual([200, `{"n":${index}}`]);
    }
    expect(told(running)).toEqual({ Requests: 6, Retries: 3 });
    expect(server.requests).toBe(9);
  });

  test('fails when the new one is cut off too: then it is not the connection', async () => {
    const port = await world.model((request) => void request.socket.destroy());
    const running = await open(port);
    const { status, headers } = await predict(running.port);
    expect([status, headers['x-gateway-error']]).toEqual([502, 'cut-off']);
    expect(told(running)).toEqual({ Requests: 1, Errors: 1, CutOff: 1 });
  });
});

describe('a caller', () => {
  test('that leaves while it waits cancels the request to SageMaker', async () => {
    let cancelled = false;
    let asked = false;
    const port = await world.model((request, response) => {
      request.resume();
      asked = true;
      response.on('close', () => (cancelled = true));
    });
    const running = await open(port);
    const request = httpRequest({ host: '127.0.0.1', port: running.port, method: 'POST' });
    request.on('error', () => undefined);
    request.end('{}');
    await eventually('SageMaker is asked', () => asked);
    request.destroy();
    await eventually('it is cancelled', () => cancelled);
    await eventually('it is counted', () => told(running).ClientAborts === 1);
    expect(told(running).Errors).toBeUndefined();
  });

  test('that reads slowly holds the stream back, instead of filling the memory', async () => {
    const part = Buffer.alloc(1_000_000, 'x');
    let sent = 0;
    async function* parts() {
      for (let index = 0; index < 100; index += 1) {
        sent += part.length;
        yield { type: 'PayloadPart', payload: part };
      }
    }
    const port = await world.model((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/vnd.amazon.eventstream');
      Readable.from(encodeEvents(parts()), { objectMode: false }).pipe(response);
    });
    const running = await open(port);
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { accept: 'text/event-stream' };
      const request = httpRequest({ host: '127.0.0.1', port: running.port, method: 'POST', headers });
      request.on('response', resolve).on('error', reject).end('{}');
    });
    await new Promise((resolve) => setTimeout(resolve, 500)); // until everything that holds something is full
    const held = sent;
    expect(held).toBeLessThan(30_000_000); // of 100 MB: buffers of the sockets, mostly
    let received = 0;
    for await (const chunk of incoming) received += (chunk as Buffer).length;
    expect(received).toBe(100_000_000);
  });
});

test.each([
  ['of known length', {}],
  ['of unknown length', { 'transfer-encoding': 'chunked' }],
])('a request with a body %s is mirrored as it came, and not signed', async (_, framing) => {
  const copies: { headers: IncomingMessage['headers']; url: string | undefined; body: string }[] = [];
  const candidate = await world.model((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      copies.push({ headers: request.headers, url: request.url, body: String(Buffer.concat(parts)) });
      response.end();
    });
  });
  const everything = { from: 'blue', to: 'green', percent: 100, until: 4e9 } as const;
  const variables = {
    GATEWAY_MIRROR_URL: `http://127.0.0.1:${candidate}`,
    GATEWAY_MIRROR_ROUTES: 'POST /invocations',
  };
  const origin = `http://localhost:${await world.model(echo)}`;
  const running = await world.sageMakerGateway('fraud', origin, { variables, settings: { mirror: everything } });
  const body = '{"x":"largest"}';
  expect((await predict(running.port, { body, headers: { ...framing, 'x-own': '1' } })).status).toBe(200);
  await eventually('it is mirrored', () => copies.length > 0);
  expect(copies[0]).toMatchObject({ url: '/invocations', body, headers: { 'x-own': '1', 'x-model-mirror': '1' } });
  expect(Object.keys(copies[0].headers).filter((name) => /^x-amz|authorization/.test(name))).toEqual([]);
});

test('a request whose attributes leave no room for the mark of a copy is answered, and not mirrored', async () => {
  let copies = 0;
  const candidate = await world.model((request, response) => {
    copies += 1;
    request.resume();
    response.end();
  });
  const everything = { from: 'blue', to: 'green', percent: 100, until: 4e9 } as const;
  const variables = {
    GATEWAY_MIRROR_URL: `http://127.0.0.1:${candidate}`,
    GATEWAY_MIRROR_ROUTES: 'POST /invocations',
  };
  const origin = `http://localhost:${await world.model(echo)}`;
  const running = await world.sageMakerGateway('fraud', origin, { variables, settings: { mirror: everything } });
  const own = (length: number) => ({ headers: { 'x-amzn-sagemaker-custom-attributes': 'a'.repeat(length) } });
  expect((await predict(running.port, own(1_024))).status).toBe(200);
  expect((await predict(running.port, own(1_024 - ';x-model-mirror=1'.length))).status).toBe(200);
  await eventually('the other one is mirrored', () => copies > 0);
  expect(copies).toBe(1);
  expect(told(running)).toEqual({ Requests: 2, Mirrored: 1, MirrorAnswered: 1, MirrorTooLarge: 1 });
});

describe('fails', () => {
  test('with 504 when there is no answer within the timeout of the gateway', async () => {
    const running = await open(await world.model((request) => void request.resume()), { GATEWAY_TIMEOUT_MS: '200' });
    const { status, headers, body } = await predict(running.port);
    expect([status, headers['x-gateway-error']]).toEqual([504, 'timeout']);
    expect(String(body)).toContain('SageMaker gives it 60 s at most');
    expect(told(running)).toEqual({ Requests: 1, Errors: 1, Timeouts: 1 });
  });

  test('with 504 after the deadline of the caller', async () => {
    const running = await open(await world.model((request) => void request.resume()));
    const { status } = await predict(running.port, { headers: { 'x-model-deadline-ms': '150' } });
    expect(status).toBe(504);
  });

  test('with 502 when nobody is there', async () => {
    const running = await open(world.deadPort());
    const { status, headers, body } = await predict(running.port);
    expect([status, headers['x-gateway-error']]).toEqual([502, 'unreachable']);
    expect(String(body)).toContain('such as a VPC endpoint');
  });

  test('with 502 when there are no keys', async () => {
    const port = await world.model((_, response) => response.writeHead(403).end());
    const running = await open(port, {
      ...{ AWS_ACCESS_KEY_ID: '', AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/keys` },
    });
    const { status, body } = await predict(running.port);
    expect([status, String(body)]).toEqual([502, '{"error":"the gateway has no AWS credentials; see its log"}']);
    expect(told(running)).toEqual({ Requests: 1, Errors: 1, Unreachable: 1 });
  });

  test.each([
    ['an answer in a language of its own', 500, '<html>', {}, 502, 'unreachable'],
    ['throttling', 400, '{"__type":"x"}', { 'x-amzn-errortype': 'ThrottlingException:http://x' }, 503, 'overloaded'],
    ['a model that is being loaded', 429, '{}', { 'x-amzn-errortype': 'ModelNotReadyException' }, 503, 'overloaded'],
    ['an error without end', 500, 'x'.repeat(100_000), {}, 502, 'cut-off'],
    ['a model error without a status', 424, '{}', { 'x-amzn-errortype': 'ModelError' }, 502, 'cut-off'],
  ])('for %s', async (_, says, text, headers, status, reason) => {
    const port = await world.model((request, response) => {
      request.resume();
      response.on('error', () => undefined);
      response.writeHead(says, headers).end(text);
    });
    const running = await open(port);
    const reply = await predict(running.port);
    expect([reply.status, reply.headers['x-gateway-error']]).toEqual([status, reason]);
  });

  test('for an error that breaks off', async () => {
    const port = await world.model((request, response) => {
      request.resume();
      response.writeHead(500, { 'content-length': '100' }).write('x', () => response.destroy());
    });
    const running = await open(port);
    const { status, headers } = await predict(running.port);
    expect([status, headers['x-gateway-error']]).toEqual([502, 'cut-off']);
  });

  test('by a cut connection for a stream whose connection breaks', async () => {
    async function* parts() {
      yield { type: 'PayloadPart', payload: Buffer.from('a') };
    }
    const frames = encodeEvents(parts());
    const port = await world.model((request, response) => {
      request.resume();
      response.setHeader('content-type', 'application/vnd.amazon.eventstream');
      void frames.next().then(({ value }) => response.write(value, () => response.destroy()));
    });
    const running = await open(port);
    await expect(predict(running.port)).rejects.toThrow('aborted');
    await eventually('it is counted', () => told(running).Requests === 1);
    expect(told(running)).toEqual({ Requests: 1, Errors: 1, CutOff: 1 });
  });
});

describe('TLS', () => {
  let certificate: { readonly key: string; readonly cert: string };
  let trust: jest.SpyInstance | undefined;
  beforeAll(async () => {
    certificate = JSON.parse(await runPython(['-c', SELF_SIGNED])) as typeof certificate;
  });
  afterEach(() => trust?.mockRestore());

  function trusting(): void {
    const { connect } = tls;
    trust = jest
      .spyOn(tls, 'connect')
      .mockImplementation(((options: tls.ConnectionOptions) => connect({ ...options, ca: certificate.cert })) as never);
  }

  async function secureModel(handle: RequestListener): Promise<{ readonly port: number; connections: number }> {
    const server = createTlsServer(certificate, handle);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const model = { port: (server.address() as AddressInfo).port, connections: 0 };
    server.on('secureConnection', () => (model.connections += 1));
    world.onClose(async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    });
    return model;
  }

  test('keeps its connections', async () => {
    trusting();
    const model = await secureModel(echo);
    const running = await open(model.port, {}, 'https');
    for (let index = 0; index < 5; index += 1) expect(String((await predict(running.port)).body)).toBe('{"x":1}');
    expect(model.connections).toBe(1);
    const bodies = Array.from({ length: 20 }, (_, index) => Buffer.alloc(100_000, `${index}`));
    const replies = await Promise.all(bodies.map((body) => predict(running.port, { body })));
    replies.forEach(({ body }, index) => expect(body.equals(bodies[index])).toBe(true));
  });

  test('a connection that SageMaker is just closing costs no request', async () => {
    trusting();
    const server = closingAfterOne();
    const running = await open((await secureModel(server.handle)).port, {}, 'https');
    for (let index = 0; index < 6; index += 1) expect((await predict(running.port)).status).toBe(200);
    expect(told(running)).toEqual({ Requests: 6, Retries: 3 });
  });

  test('a connection that is closed in good form, as the request is on its way, costs none', async () => {
    trusting();
    const served = new WeakSet<object>();
    const model = await secureModel((request, response) => {
      if (served.has(request.socket)) return void request.socket.end(); // close_notify, and no answer
      served.add(request.socket);
      echo(request, response);
    });
    const running = await open(model.port, {}, 'https');
    for (let index = 0; index < 4; index += 1) expect((await predict(running.port)).status).toBe(200);
    expect(told(running)).toEqual({ Requests: 4, Retries: 2 });
  });

  test('fails with 502 for a server that nobody vouches for', async () => {
    const model = await secureModel(echo);
    const running = await open(model.port, {}, 'https');
    expect((await predict(running.port)).status).toBe(502);
    expect(told(running)).toEqual({ Requests: 1, Errors: 1, Unreachable: 1 });
  });
});

/** A certificate of localhost that is valid for a day. */
const SELF_SIGNED = `
import datetime, json
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
now = datetime.datetime.now(datetime.timezone.utc)
day = datetime.timedelta(days=1)
names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
builder = builder.serial_number(1).not_valid_before(now - day).not_valid_after(now + day).add_extension(names, False)
pem = serialization.Encoding.PEM
private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
print(json.dumps({"key": private.decode(), "cert": builder.sign(key, hashes.SHA256()).public_bytes(pem).decode()}))
`;
