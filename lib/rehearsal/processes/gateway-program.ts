import { tmpdir } from 'node:os';
import { GatewayEnv } from '../../contract/gateway';
import { DEFAULT_PREDICTIONS_MS } from '../../gateway/config/predictions-config';
import { DEFAULT_DRAIN_MS, DEFAULT_SETTINGS_POLL_MS } from '../../gateway/config/gateway-config';
import { GatewaySpec } from '../tasks';
import { Program } from './container-process';

/** Virtual milliseconds between two lines of metrics: no period of an alarm, of 10 s at least, stays without one. */
const METRICS_VIRTUAL_MS = 5_000;

/** A gateway takes no shorter intervals for metrics and for settings. */
const SHORTEST_METRICS_MS = 10;
const SHORTEST_POLL_MS = 100;

/** Each object is an event and an invocation, which the rehearsal has to bear. */
const SHORTEST_PREDICTIONS_MS = 1_000;

/** Where a gateway finds itself on this machine. */
export interface GatewayPlace {
  /** Loopback port of a port of its own task, or undefined when no container of the task has it. */
  readonly own: (port: number) => number | undefined;
  /** Loopback port behind an address of the emulated VPC. */
  readonly resolve: (host: string, port: number) => number | undefined;
  /** Virtual milliseconds per real one: what the gateway does every few seconds it does that much more often. */
  readonly speed: number;
}

/** The declared command with this Node.js, and the declared environment with loopback addresses and the rehearsal's time. */
export function gatewayProgram(gateway: GatewaySpec, place: GatewayPlace): Program {
  const { environment } = gateway;
  const mapped: Record<string, string> = {
    [GatewayEnv.HOST]: '127.0.0.1',
    [GatewayEnv.PORT]: String(ownPort(gateway, GatewayEnv.PORT, Number(environment[GatewayEnv.PORT]), place)),
    ...modelUrl(gateway, place),
    ...mirrorUrl(gateway, place),
    ...intervals(environment, place.speed),
  };
  return {
    command: [process.execPath, ...gateway.command.slice(1)],
    cwd: tmpdir(),
    env: { ...environment, ...mapped },
  };
}

/** Containers of a task share one loopback interface (ECS developer guide, "awsvpc network mode"). */
function modelUrl(gateway: GatewaySpec, place: GatewayPlace): Record<string, string> {
  const url = gateway.environment[GatewayEnv.MODEL_URL];
  if (url === undefined) return {};
  const { hostname, port } = new URL(url);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
    throw refused(gateway, GatewayEnv.MODEL_URL, 'a port of its own task', url);
  }
  return { [GatewayEnv.MODEL_URL]: loopback(ownPort(gateway, GatewayEnv.MODEL_URL, Number(port), place)) };
}

function mirrorUrl(gateway: GatewaySpec, place: GatewayPlace): Record<string, string> {
  const url = gateway.environment[GatewayEnv.MIRROR_URL];
  if (url === undefined) return {};
  const { hostname, port } = new URL(url);
  const found = place.resolve(hostname, Number(port === '' ? 80 : port));
  if (found === undefined) throw refused(gateway, GatewayEnv.MIRROR_URL, 'a listener of the rehearsal', url);
  return { [GatewayEnv.MIRROR_URL]: loopback(found) };
}

function ownPort(gateway: GatewaySpec, name: string, port: number, place: GatewayPlace): number {
  const own = place.own(port);
  if (own === undefined) throw refused(gateway, name, 'a container port of its own task', String(port));
  return own;
}

function loopback(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Requests take real time, and so what a gateway waits for them stays as it is. */
function intervals(environment: GatewaySpec['environment'], speed: number): Record<string, string> {
  const scaled = (name: string, fallbackMs: number, shortestMs: number) =>
    String(Math.max(shortestMs, Math.round(Number(environment[name] ?? fallbackMs) / speed)));
  return {
    [GatewayEnv.DRAIN_MS]: scaled(GatewayEnv.DRAIN_MS, DEFAULT_DRAIN_MS, 0),
    [GatewayEnv.SETTINGS_POLL_MS]: scaled(GatewayEnv.SETTINGS_POLL_MS, DEFAULT_SETTINGS_POLL_MS, SHORTEST_POLL_MS),
    [GatewayEnv.PREDICTIONS_MS]: scaled(GatewayEnv.PREDICTIONS_MS, DEFAULT_PREDICTIONS_MS, SHORTEST_PREDICTIONS_MS),
    [GatewayEnv.METRICS_MS]: String(
      Math.max(SHORTEST_METRICS_MS, Math.min(1_000, Math.round(METRICS_VIRTUAL_MS / speed))),
    ),
  };
}

function refused({ name }: GatewaySpec, variable: string, rule: string, value: string): Error {
  return new Error(`${variable} of container ${name} must lead to ${rule}, got ${value}; correct the task definition`);
}
