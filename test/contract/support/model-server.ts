import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';

/** Model servers of both environments behind the test listener: they answer that they are ready. */
export interface ModelServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export async function startModelServer(): Promise<ModelServer> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
