import pc from 'picocolors';
import { EnvironmentName, ENVIRONMENTS, Phase } from '../../contract';
import { hanging, WIDTH } from '../../operations/text/layout';
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
    pc.dim(`${' '.repeat(NAME_WIDTH)}${'version'.padEnd(versionWidth(view))}   weight    req/s   errors        p99`),
    ...ENVIRONMENTS.map((name) => environmentLine(name, view.environments[name], versionWidth(view))),
    '',
    ...view.recent.map(cutLine),
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

const NAME_WIDTH = 10;
/** A version may have 64 characters; what is left of 80 columns by the others is less. */
const LONGEST_VERSION = 30;

function versionWidth({ environments }: ProgressView): number {
  const lengths = ENVIRONMENTS.map((name) => environments[name].version.length);
  return Math.min(LONGEST_VERSION, Math.max('version'.length, ...lengths));
}

function environmentLine(name: EnvironmentName, state: EnvironmentView, width: number): string {
  const color = name === 'blue' ? pc.blue : pc.green;
  const errors = `${state.errorPercent.toFixed(2)} %`;
  const p99 = state.p99Ms === undefined ? '-' : `${state.p99Ms.toFixed(1)} ms`;
  return [
    color(name.padEnd(NAME_WIDTH)),
    cut(state.version, width).padEnd(width),
    String(state.weight).padStart(9),
    String(Math.round(state.requestsPerSecond)).padStart(9),
    (state.errorPercent > 0 ? pc.red : pc.reset)(errors.padStart(9)),
    p99.padStart(11),
  ].join('');
}

/** One entry of the story, as many lines as it needs: what is printed without a terminal. */
export function timelineText(entry: TimelineEntry): string {
  return hanging(timelinePrefix(entry), entry.text);
}

/** The same in one line: a frame has no room for more. */
function cutLine(entry: TimelineEntry): string {
  return cut(`${timelinePrefix(entry)}${entry.text}`, WIDTH);
}

/** Time of day and kind, in columns of their own. */
export function timelinePrefix({ at, kind }: { readonly at: string; readonly kind: string }): string {
  return `${at.slice(11, 19)}  ${kind.padEnd(8)}  `;
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** hh:mm:ss of virtual milliseconds. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const part = (value: number) => String(value).padStart(2, '0');
  return `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`;
}
