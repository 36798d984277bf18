import pc from 'picocolors';
import { EnvironmentName, ENVIRONMENTS, Phase } from '../../contract';
import { TimelineEntry } from './record';

/** What one environment shows right now. */
export interface EnvironmentView {
  readonly version: string;
  readonly weight: number;
  readonly requestsPerSecond: number;
  /** Percent of the last seconds' requests. */
  readonly errorPercent: number;
  /** Real milliseconds; undefined without requests. */
  readonly p99Ms: number | undefined;
}

/** One frame of the live view. */
export interface ProgressView {
  readonly model: string;
  readonly from: string;
  readonly to: string;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly speed: number;
  readonly phase: Phase | 'setting the stage' | 'over';
  /** Virtual seconds that the phase has lasted, and will last when that is known. */
  readonly phaseSeconds: number;
  readonly phaseLength: number | undefined;
  readonly environments: Readonly<Record<EnvironmentName, EnvironmentView>>;
  readonly recent: readonly TimelineEntry[];
}

const WAY: readonly { readonly phase: Phase; readonly label: string }[] = [
  { phase: 'preparing', label: 'prepare' },
  { phase: 'provisioning', label: 'provision' },
  { phase: 'checking', label: 'check' },
  { phase: 'shifting', label: 'shift' },
  { phase: 'baking', label: 'bake' },
  { phase: 'standby', label: 'standby' },
  { phase: 'retiring', label: 'retire' },
];

const BACK: readonly { readonly phase: Phase; readonly label: string }[] = [
  { phase: 'rolling-back', label: 'roll back' },
  { phase: 'retiring-failed', label: 'retire the failed version' },
];

/** The live view as text, 80 columns wide at most. */
export function renderFrame(view: ProgressView): string {
  return [
    headline(view),
    phaseLine(view),
    '',
    pc.dim('          version    weight    req/s   errors        p99'),
    ...ENVIRONMENTS.map((name) => environmentLine(name, view.environments[name])),
    '',
    ...view.recent.map(timelineLine),
  ].join('\n');
}

function headline(view: ProgressView): string {
  const clock = `${pc.bold(duration(view.virtualMs))} virtual, ${Math.round(view.wallMs / 1000)} s wall, ×${view.speed}`;
  return `${pc.bold(view.model)}  ${view.from} → ${view.to}   ${clock}`;
}

function phaseLine(view: ProgressView): string {
  const way = BACK.some((each) => each.phase === view.phase) ? BACK : WAY;
  const current = way.findIndex((each) => each.phase === view.phase);
  if (current < 0) return pc.cyan(view.phase);
  return way
    .map((each, index) => {
      if (index < current) return pc.green(`✔ ${each.label}`);
      if (index > current) return pc.dim(each.label);
      return pc.cyan(`▶ ${each.label} ${phaseTime(view)}`);
    })
    .join('  ');
}

function phaseTime(view: ProgressView): string {
  const minutes = (seconds: number) => Math.floor(seconds / 60);
  const passed = minutes(view.phaseSeconds);
  return view.phaseLength === undefined ? `${passed} min` : `${passed}/${minutes(view.phaseLength)} min`;
}

function environmentLine(name: EnvironmentName, state: EnvironmentView): string {
  const color = name === 'blue' ? pc.blue : pc.green;
  const errors = `${state.errorPercent.toFixed(2)} %`;
  const p99 = state.p99Ms === undefined ? '-' : `${state.p99Ms.toFixed(1)} ms`;
  return [
    color(name.padEnd(10)),
    state.version.padEnd(8),
    String(state.weight).padStart(9),
    String(Math.round(state.requestsPerSecond)).padStart(9),
    (state.errorPercent > 0 ? pc.red : pc.reset)(errors.padStart(9)),
    p99.padStart(11),
  ].join('');
}

/** One line of the story, cut to 80 columns; also what is printed without a terminal. */
export function timelineLine(entry: TimelineEntry): string {
  const text = `${entry.at.slice(11, 19)}  ${entry.kind.padEnd(8)}  ${entry.text}`;
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** hh:mm:ss of virtual milliseconds. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const part = (value: number) => String(value).padStart(2, '0');
  return `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`;
}
