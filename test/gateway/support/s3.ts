import { SECRET_ACCESS_KEY } from '../../../lib/rehearsal/aws/access-keys';
import { verifySignature } from '../../../lib/rehearsal/aws/wire/sigv4';
import { World } from './world';

/** What S3 does with these calls: it checks the signature, and writes nothing over. */
export class S3 {
  readonly objects = new Map<string, string>();
  readonly problems: string[] = [];
  answer: number | undefined;

  constructor(private readonly world: World) {}

  listen(): Promise<number> {
    return this.world.model((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url: path = '' } = request;
        const headers = request.headers as Record<string, string>;
        const body = Buffer.concat(parts);
        try {
          verifySignature(
            { method, path, headers, query: new URLSearchParams(), body },
            SECRET_ACCESS_KEY,
            'eu-west-1',
          );
        } catch (error) {
          this.problems.push(String(error));
        }
        if (method !== 'PUT' || headers['if-none-match'] !== '*') this.problems.push(`${method} ${path}`);
        if (headers['content-length'] !== String(body.length)) this.problems.push('no content-length');
        const status = this.answer ?? (this.objects.has(path) ? 412 : 200);
        if (status === 200) this.objects.set(path, body.toString());
        response.writeHead(status).end(status === 200 ? '' : '<Error><Code>AccessDenied</Code></Error>');
      });
    });
  }
}
