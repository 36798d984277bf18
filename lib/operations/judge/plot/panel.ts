import { clockText } from '../text/numbers';
import { Scale, scale, ticks, timeTicks } from './scale';
import { element, path, straight, Svg, text } from './svg';

export const WIDTH = 960;
const LEFT = 64;
const RIGHT = 130;
const TOP = 30;
const BOTTOM = 24;

const GRID = '#e3e3e3';
const INK = '#333333';
const FAINT = '#767676';

export interface Line {
  readonly name: string;
  readonly color: string;
  /** Seconds and value, in the order of time; a line breaks off where a value is missing. */
  readonly points: readonly (readonly [number, number | undefined])[];
  readonly width?: number;
  /** Only points, as measured in each minute. */
  readonly dots?: boolean;
}

/** A value that something has to reach. */
export interface Limit {
  readonly value: number;
  readonly name: string;
}

export interface Panel {
  readonly title: string;
  readonly height: number;
  readonly times: readonly [number, number];
  readonly values: readonly [number, number];
  readonly lines: readonly Line[];
  readonly limit?: Limit;
  /** How a value is written beside its axis. */
  readonly label: (value: number) => string;
  /** A moment, and what happened then. */
  readonly mark: { readonly time: number; readonly color: string; readonly name?: string };
}

/** A panel at its place from the top: title, axes, limit, lines with their names at the right. */
export function drawPanel(panel: Panel, top: number): Svg {
  const x = scale(panel.times, [LEFT, WIDTH - RIGHT]);
  const y = scale(panel.values, [panel.height - BOTTOM, TOP]);
  return element(
    'g',
    { transform: `translate(0 ${top})` },
    text(panel.title, { x: LEFT, y: 16, fill: INK, 'font-weight': 600 }),
    ...valueAxis(panel, x, y),
    ...timeAxis(panel, x, y),
    ...panel.lines.map((line) => drawLine(line, x, y)),
    ...limitLine(panel, y),
    ...markLine(panel, x, y),
    ...names(panel, y),
  );
}

function valueAxis({ label }: Panel, x: Scale, y: Scale): Svg[] {
  const [from, to] = x.domain.map(x);
  return ticks(y.domain, 5).flatMap((value) => [
    straight([from, y(value)], [to, y(value)], { stroke: GRID }),
    text(label(value), { x: from - 6, y: y(value) + 4, fill: FAINT, 'text-anchor': 'end' }),
  ]);
}

function timeAxis({ height }: Panel, x: Scale, y: Scale): Svg[] {
  const [bottom, top] = y.domain.map(y);
  return timeTicks(x.domain, 10).flatMap((time) => [
    straight([x(time), bottom], [x(time), top], { stroke: GRID }),
    text(clockText(time), { x: x(time), y: height - 8, fill: FAINT, 'text-anchor': 'middle' }),
  ]);
}

function drawLine({ points, color, width = 1.5, dots = false }: Line, x: Scale, y: Scale): Svg {
  const placed = points.map(([time, value]) => (value === undefined ? undefined : ([x(time), y(value)] as const)));
  if (!dots) return path(placed, { stroke: color, 'stroke-width': width });
  const alone = placed.flatMap((point) => [point, undefined]);
  return path(alone, { stroke: color, 'stroke-width': 4, opacity: 0.35 });
}

function limitLine({ limit }: Panel, y: Scale): Svg[] {
  if (limit === undefined) return [];
  const [from, to] = [LEFT, WIDTH - RIGHT];
  const height = y(limit.value);
  return [
    straight([from, height], [to, height], { stroke: INK, 'stroke-dasharray': '6 4' }),
    text(limit.name, { x: from + 6, y: height - 5, fill: INK }),
  ];
}

function markLine({ mark }: Panel, x: Scale, y: Scale): Svg[] {
  const [bottom, top] = y.domain.map(y);
  const at = x(mark.time);
  const line = straight([at, bottom], [at, top], { stroke: mark.color, 'stroke-width': 1.5 });
  if (mark.name === undefined) return [line];
  const isLate = at > (LEFT + WIDTH - RIGHT) / 2;
  const side = { x: at + (isLate ? -5 : 5), 'text-anchor': isLate ? 'end' : 'start' };
  return [line, text(mark.name, { ...side, y: top + 12, fill: mark.color })];
}

/** Names beside the ends of their lines, pushed apart so that none covers another. */
function names({ lines }: Panel, y: Scale): Svg[] {
  const ends = lines
    .filter(({ name }) => name !== '')
    .flatMap(({ name, color, points }) => {
      const value = [...points].reverse().find(([, each]) => each !== undefined)?.[1];
      return value === undefined ? [] : [{ name, color, at: y(value) }];
    })
    .sort((one, other) => one.at - other.at);
  let lowest = -Infinity;
  return ends.map(({ name, color, at }) => {
    lowest = Math.max(at, lowest + 15);
    return text(name, { x: WIDTH - RIGHT + 8, y: lowest + 4, fill: color });
  });
}
