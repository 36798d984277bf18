import { Batch, GuardrailEvidence, Judgement } from '../../../contract/judge';
import { Look } from '../../../core/retrospective/replay';
import type { Retrospective } from '../judge';
import { clockText, dateText, percentText } from '../text/numbers';
import { drawPanel, Line, Panel, WIDTH } from './panel';
import { element, Svg, text } from './svg';

/** Colours that people with any colour vision can tell apart, and that are dark enough for text on white. */
const CONTROL = '#0072b2';
const EXPERIMENT = '#c2410c';
const TOGETHER = '#111111';
const GUARDRAILS = ['#0072b2', '#c2410c', '#047857', '#a21caf', '#92660a', '#4b5563'];
const VERDICTS = { PASS: '#047857', FAIL: '#b91c1c', INSUFFICIENT_DATA: '#92660a' } as const;

const HEADER = 56;
const EVIDENCE_HEIGHT = 210;
const RATES_HEIGHT = 170;
const GAP = 14;

/** A picture of a replay, in one file that needs no other: the evidence of both kinds, and the rates of each guardrail. */
export function plotSvg(found: Retrospective): Svg {
  const panels = [
    rollbackPanel(found),
    promotionPanel(found),
    ...found.guardrails.map(({ name }) => ratePanel(found, name)),
  ];
  let top = HEADER;
  const drawn = panels.map((panel) => {
    const svg = drawPanel(panel, top);
    top += panel.height + GAP;
    return svg;
  });
  const frame = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${top}`, width: WIDTH, height: top };
  return `${element(
    'svg',
    { ...frame, 'font-family': 'system-ui, sans-serif', 'font-size': 12, role: 'img' },
    element('title', {}, `verdict ${found.replay.verdict}`),
    element('rect', { width: '100%', height: '100%', fill: 'white' }),
    ...header(found),
    ...drawn,
  )}\n`;
}

function header({ replay }: Retrospective): Svg[] {
  const { verdict, decidedBy, startedAt } = replay;
  return [
    text(`${verdict} at ${clockText(decidedBy.now)}`, {
      x: 64,
      y: 28,
      'font-size': 18,
      'font-weight': 700,
      fill: VERDICTS[verdict],
    }),
    text(
      `judged from ${dateText(startedAt)} on; a minute stands at its beginning, and is read ${decidedBy.now - decidedBy.minute} s later; what lies beyond a panel is at its edge`,
      { x: 64, y: 46, fill: '#555555' },
    ),
  ];
}

function rollbackPanel(found: Retrospective): Panel {
  const { guardrails, replay } = found;
  const { rollbackAt } = replay.decidedBy.judgement;
  const together = line('together', TOGETHER, replay.looks, ({ logE }) => logE);
  const own = guardrails.map(({ name }, index) => guardrailLine(found, name, index, ({ logE }) => logE));
  const lines = guardrails.length === 1 ? own : [...own, { ...together, width: 2.5 }];
  const { times, mark } = common(found);
  return {
    times,
    mark: { ...mark, name: replay.verdict },
    title: 'evidence that the experiment is worse (logE)',
    height: EVIDENCE_HEIGHT,
    values: evidenceDomain(lines, rollbackAt),
    lines,
    limit: { value: rollbackAt, name: 'rollback' },
    label: String,
  };
}

function promotionPanel(found: Retrospective): Panel {
  const { promoteAt } = found.replay.decidedBy.judgement;
  const lines = found.guardrails.map(({ name }, index) =>
    guardrailLine(found, name, index, ({ logESafe }) => logESafe),
  );
  return {
    ...common(found),
    title: 'evidence that it is not bad (safe); a promotion needs it of each guardrail',
    height: EVIDENCE_HEIGHT,
    values: evidenceDomain(lines, promoteAt),
    lines,
    limit: { value: promoteAt, name: 'promotion' },
    label: String,
  };
}

function ratePanel(found: Retrospective, name: string): Panel {
  const batches = found.batches.get(name) ?? [];
  const ofMinute = (side: 'control' | 'experiment', color: string): Line => ({
    name: '',
    color,
    dots: true,
    points: batches.map((batch) => [batch.minute, rateOf(batch[side])]),
  });
  const sinceStart = (side: 'control' | 'experiment', color: string): Line => ({
    ...line(side, color, found.replay.looks, (judgement) => evidenceOf(judgement, name)[`${side}Rate`]),
    width: 2.5,
  });
  const lines = [
    ofMinute('control', CONTROL),
    ofMinute('experiment', EXPERIMENT),
    sinceStart('control', CONTROL),
    sinceStart('experiment', EXPERIMENT),
  ];
  return {
    ...common(found),
    title: `${name}: rate of each minute (dots) and since the start (lines)`,
    height: RATES_HEIGHT,
    values: [0, highestRate(lines)],
    lines,
    label: (rate) => percentText(rate),
  };
}

function common({ batches, replay }: Retrospective): Pick<Panel, 'times' | 'mark'> {
  const { startedAt, looks, decidedBy, verdict } = replay;
  const recorded = [...batches.values()].flatMap((minutes) => minutes.at(-1)?.minute ?? []);
  const last = Math.max(looks[looks.length - 1].minute, ...recorded);
  return {
    times: [startedAt, Math.max(last, startedAt + 60)],
    mark: { time: decidedBy.minute, color: VERDICTS[verdict] },
  };
}

function guardrailLine(
  { replay, guardrails }: Retrospective,
  name: string,
  index: number,
  value: (evidence: GuardrailEvidence) => number | undefined,
): Line {
  const color = guardrails.length === 1 ? TOGETHER : GUARDRAILS[index % GUARDRAILS.length];
  return line(name, color, replay.looks, (judgement) => value(evidenceOf(judgement, name)));
}

function line(
  name: string,
  color: string,
  looks: readonly Look[],
  value: (judgement: Judgement) => number | undefined,
): Line {
  return { name, color, points: looks.map(({ minute, judgement }) => [minute, value(judgement)]) };
}

function evidenceOf({ guardrails }: Judgement, name: string): GuardrailEvidence {
  return guardrails.find((each) => each.name === name) as GuardrailEvidence; // the judge answers for each
}

function rateOf({ events, total }: Batch['control']): number | undefined {
  return total === 0 ? undefined : events / total;
}

/** Evidence against a thing grows without end; how far below 0 it is matters to nobody. */
function evidenceDomain(lines: readonly Line[], limit: number): readonly [number, number] {
  const values = valuesOf(lines);
  const least = values.reduce((one, other) => Math.min(one, other), -1);
  const most = values.reduce((one, other) => Math.max(one, other), 1.3 * limit);
  return [Math.max(-2 * limit, least), Math.min(4 * limit, most)];
}

/** Dots of minutes with few requests may lie above it, at the edge. */
function highestRate(lines: readonly Line[]): number {
  const sorted = valuesOf(lines).sort((one, other) => one - other);
  const most = sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 0;
  return most > 0 ? Math.min(1, 1.15 * most) : 0.01;
}

function valuesOf(lines: readonly Line[]): number[] {
  return lines.flatMap(({ points }) => points.flatMap(([, value]) => value ?? []));
}
