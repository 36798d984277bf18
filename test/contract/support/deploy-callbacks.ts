import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';

/** What a custom resource answers CloudFormation. */
export interface DeployAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly Data: Readonly<Record<string, string>>;
}

/** CloudFormation's response URLs, on the loopback. */
export class DeployCallbacks {
  private readonly waiting = new Map<string, (answer: DeployAnswer) => void>();
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.waiting.get(request.url ?? '')?.(JSON.parse(Buffer.concat(chunks).toString('utf8')) as DeployAnswer);
      response.end();
    });
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A new response URL, and the answer that it will get. */
  open(): { readonly url: string; readonly answer: Promise<DeployAnswer> } {
    const path = `/${randomUUID()}`;
    const answer = new Promise<DeployAnswer>((resolve) => this.waiting.set(path, resolve));
    return { url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`, answer };
  }
}
