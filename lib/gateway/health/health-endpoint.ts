import { ServerResponse } from 'node:http';
import { HealthProbe } from './model-health';

/**
 * Answers the load balancer's and ECS' health checks: 200 when the model is healthy, 503 when it is not or when this
 * gateway is about to stop. The gateway itself has no opinion: it answers at all, or it doesn't.
 */
export class HealthEndpoint {
  constructor(
    private readonly probe: HealthProbe,
    private readonly draining: () => boolean,
  ) {}

  async answer(response: ServerResponse): Promise<void> {
    if (this.draining()) return tell(response, 503, 'draining', 'the gateway is about to stop');
    const { healthy, detail } = await this.probe.ask();
    if (healthy) tell(response, 200, 'healthy', detail);
    else tell(response, 503, 'unhealthy', detail);
  }
}

function tell(response: ServerResponse, status: number, health: string, detail: string): void {
  const body = JSON.stringify({ health, detail });
  const headers = { 'content-type': 'application/json', 'content-length': body.length, 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(body);
}
