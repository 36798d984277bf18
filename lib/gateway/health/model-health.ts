import { request as httpRequest } from 'node:http';
import { Address } from '../config/variables';

/** A model that does not answer its health path for this long is not healthy. */
const PROBE_TIMEOUT_MS = 4_000; // below 5 s, ALB's and ECS' default for the asker's own patience

/** What the model says of itself. */
export type ModelHealth = { readonly healthy: boolean; readonly detail: string };

/** Somebody who knows how the model is. */
export interface HealthProbe {
  /** Never rejects. */
  ask(): Promise<ModelHealth>;
}

/**
 * Asks the model for its health, on a connection of its own. Who asks while a question is under way gets the same answer, so
 * that no number of health checks is a load.
 */
export class ModelHealthProbe implements HealthProbe {
  private underWay: Promise<ModelHealth> | undefined;

  constructor(private readonly model: Address & { readonly healthPath: string }) {}

  ask(): Promise<ModelHealth> {
    this.underWay ??= this.probe().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private probe(): Promise<ModelHealth> {
    const { hostname, port, healthPath } = this.model;
    return new Promise((resolve) => {
      const done = (health: ModelHealth) => {
        clearTimeout(timer);
        resolve(health);
        request.destroy();
      };
      const timer = setTimeout(() => done({ healthy: false, detail: 'no answer in time' }), PROBE_TIMEOUT_MS);
      const request = httpRequest({ host: hostname, port, path: healthPath, agent: false });
      request.on('response', ({ statusCode = 0 }) => {
        done({ healthy: statusCode >= 200 && statusCode < 300, detail: `status ${statusCode}` });
      });
      request.on('error', (error: NodeJS.ErrnoException) =>
        done({ healthy: false, detail: error.code ?? 'no connection' }),
      );
      request.end();
    });
  }
}
