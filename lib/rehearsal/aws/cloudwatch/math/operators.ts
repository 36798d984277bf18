import { BinaryOperator } from './parser';
import { array, Points, pointsAt, scalar, series, unionOf, Value } from './value';

const truth = (value: boolean): number => (value ? 1 : 0);

const OPERATORS: Readonly<Record<BinaryOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? NaN : left / right),
  '^': (left, right) => left ** right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  '&&': (left, right) => truth(left !== 0 && right !== 0),
  '||': (left, right) => truth(left !== 0 || right !== 0),
};

/**
 * Applies an operator point by point. Where only one of two series has a point the other counts as 0; where neither has one,
 * and after a division by zero, there is none (CloudWatch User Guide, Using metric math: arithmetic and comparison operators).
 * Returns undefined for two arrays, which CloudWatch does not combine.
 */
export function applyOperator(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const compute = OPERATORS[operator];
  if (left.kind === 'scalar' && right.kind === 'scalar') return scalar(compute(left.value, right.value));
  if (left.kind === 'array' && right.kind === 'array') return undefined;
  if (left.kind === 'array') return array(left.series.map((points) => combine(compute, series(points), right)));
  if (right.kind === 'array') return array(right.series.map((points) => combine(compute, left, series(points))));
  return series(combine(compute, left, right));
}

type Single = Exclude<Value, { kind: 'array' }>;

function combine(compute: (left: number, right: number) => number, left: Value, right: Value): Points {
  const timestamps = unionOf([left, right].flatMap((value) => (value.kind === 'series' ? [value.points] : [])));
  const at = (value: Value, timestamp: number): number => numberAt(value as Single, timestamp) ?? 0;
  return pointsAt(timestamps, (timestamp) => compute(at(left, timestamp), at(right, timestamp)));
}

/** A scalar's value, or a series' at a time. */
export function numberAt(value: Single, timestamp: number): number | undefined {
  return value.kind === 'scalar' ? value.value : value.points.get(timestamp);
}

/** Applies a function to every number of a value. */
export function mapValue(value: Value, compute: (x: number) => number): Value {
  const mapPoints = (points: Points): Points => pointsAt([...points.keys()], (time) => compute(points.get(time)!));
  switch (value.kind) {
    case 'scalar':
      return scalar(compute(value.value));
    case 'series':
      return series(mapPoints(value.points));
    case 'array':
      return array(value.series.map(mapPoints));
  }
}
