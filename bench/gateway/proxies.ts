import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CORES, listening, Process, which } from './processes';

const BUNDLE = join(__dirname, '../../lib/gateway/bundle/gateway.mjs');

/** Where a proxy listens and what it stands before. */
export interface Ports {
  readonly own: number;
  readonly upstream: number;
  readonly mirror: number;
}

/** A proxy that is compared. */
export interface Proxy {
  readonly name: string;
  /** Undefined when it is not installed. */
  start(ports: Ports): Process | undefined;
}

/** Our gateway, with more environment variables than it needs at least. */
export function gateway(name: string, variables: Readonly<Record<string, string>> = {}): Proxy {
  return {
    name,
    start: ({ own, upstream, mirror }) =>
      Process.start(CORES.proxy, [process.execPath, BUNDLE], {
        GATEWAY_PORT: String(own),
        GATEWAY_HOST: '127.0.0.1',
        GATEWAY_MODEL_URL: `http://127.0.0.1:${upstream}`,
        GATEWAY_MODEL_HEALTH_PATH: '/ping',
        GATEWAY_MODEL_NAME: 'bench',
        GATEWAY_ENVIRONMENT: 'blue',
        GATEWAY_VERSION: '1',
        GATEWAY_MIRROR_URL: `http://127.0.0.1:${mirror}`,
        GATEWAY_MIRROR_ROUTES: 'POST /invocations',
        ...variables,
      }),
  };
}

/** Our gateway, mirroring a share of the requests. */
export function mirroring(percent: number, name = `gateway, mirror ${percent} %`): Proxy {
  return gateway(name, {
    GATEWAY_SETTINGS: JSON.stringify({
      mirror: { from: 'blue', to: 'green', percent, until: 4e9 },
      latencyThresholdsMs: [10, 50],
    }),
  });
}

/** One of the libraries, as small a program as makes a proxy of it. */
function library(name: string, file: string): Proxy {
  const path = join(__dirname, 'peers', file);
  return {
    name,
    start: ({ own, upstream }) =>
      Process.start(CORES.proxy, [process.execPath, path, String(own), String(upstream)], { NODE_ENV: 'production' }),
  };
}

const scratch = mkdtempSync(join(tmpdir(), 'bench-gateway-'));

export function removeScratch(): void {
  rmSync(scratch, { recursive: true, force: true });
}

/** A server of Debian that reads a configuration file. */
function server(
  name: string,
  program: string,
  configure: (ports: Ports) => string,
  args: (file: string) => string[],
): Proxy {
  return {
    name,
    start: (ports) => {
      const path = which(program);
      if (path === undefined) return undefined;
      const file = join(scratch, `${program}-${ports.own}.conf`);
      writeFileSync(file, configure(ports));
      return Process.start(CORES.proxy, [path, ...args(file)]);
    },
  };
}

/** @param mirrorPercent 0, 10 or 100 */
function nginx(mirrorPercent: number): Proxy {
  const name = mirrorPercent === 0 ? 'nginx' : `nginx, mirror ${mirrorPercent} %`;
  const share = mirrorPercent === 100 ? '*' : `${mirrorPercent}%`;
  return server(
    name,
    'nginx',
    ({ own, upstream, mirror }) => `
      daemon off; worker_processes 1; user root; error_log stderr crit; pid ${scratch}/nginx-${own}.pid;
      events { worker_connections 4096; }
      http {
        access_log off; keepalive_requests 1000000000; keepalive_timeout 75s;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${scratch}/${own}-${each};`).join(' ')}
        upstream model { server 127.0.0.1:${upstream}; keepalive 256; keepalive_requests 1000000000; }
        upstream candidate { server 127.0.0.1:${mirror}; keepalive 256; keepalive_requests 1000000000; }
        split_clients $request_id $sampled { ${mirrorPercent === 0 ? '' : `${share} yes;`} ${share === '*' ? '' : '* "";'} }
        server {
          listen 127.0.0.1:${own} backlog=4096;
          proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
          location / { proxy_pass http://model; proxy_buffering off; ${mirrorPercent === 0 ? '' : 'mirror /copy; mirror_request_body on;'} }
          location = /copy { internal; if ($sampled = "") { return 204; } proxy_pass http://candidate$request_uri; }
        }
      }`,
    (file) => ['-c', file, '-p', scratch],
  );
}

function haproxy(): Proxy {
  return server(
    'haproxy',
    'haproxy',
    ({ own, upstream }) => `
global
  maxconn 4096
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 75s
  timeout server 60s
  option http-keep-alive
  http-reuse always
frontend callers
  bind 127.0.0.1:${own}
  default_backend model
backend model
  server model 127.0.0.1:${upstream}
`,
    (file) => ['-f', file],
  );
}

/** The caller talks with the model itself: what a proxy adds is the difference to this. */
export const DIRECT = 'no proxy';

export const MIRRORS: readonly Proxy[] = [mirroring(10), mirroring(100)];

export const LIBRARIES: readonly Proxy[] = [
  library('undici dispatch', 'undici-dispatch.mjs'),
  library('http-proxy', 'http-proxy.mjs'),
  library('httpxy', 'httpxy.mjs'),
  library('@fastify/http-proxy', 'fastify.mjs'),
];

export const SERVERS: readonly Proxy[] = [nginx(0), nginx(10), nginx(100), haproxy()];

/** A proxy that runs. */
export interface Running {
  readonly name: string;
  readonly port: number;
  readonly process: Process;
}

let nextPort = 21_100;

/** A port for a process of the benchmark; below the ports that the system gives to callers. */
export function takePort(): number {
  return nextPort++;
}

/** Starts what is installed; resolves when all of it listens. */
export async function startAll(proxies: readonly Proxy[], upstream: number, mirror: number): Promise<Running[]> {
  const running: Running[] = [];
  for (const proxy of proxies) {
    const port = takePort();
    const process = proxy.start({ own: port, upstream, mirror });
    if (process === undefined) continue;
    await listening(port);
    running.push({ name: proxy.name, port, process });
  }
  return running;
}
