/** A piece of SVG. */
export type Svg = string;

export type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...children: readonly Svg[]): Svg {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(shortened(value))}"`);
  return children.length === 0
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

export function text(content: string, attributes: Attributes): Svg {
  return element('text', attributes, escaped(content));
}

/** A line through points; where one is missing it breaks off, and a point alone is a dot. */
export function path(points: readonly (readonly [number, number] | undefined)[], attributes: Attributes): Svg {
  const steps = points.flatMap((point, index) => {
    if (point === undefined) return [];
    const isAlone = points[index - 1] === undefined && points[index + 1] === undefined;
    const at = point.map(shortened).join(' ');
    return [`${points[index - 1] === undefined ? 'M' : 'L'}${at}${isAlone ? 'h0' : ''}`];
  });
  return element('path', { d: steps.join(''), fill: 'none', 'stroke-linecap': 'round', ...attributes });
}

export function straight(from: readonly [number, number], to: readonly [number, number], attributes: Attributes): Svg {
  return path([from, to], attributes);
}

/** A tenth of a pixel is nothing to see, and files stay small. */
function shortened(value: string | number): string {
  return typeof value === 'string' ? value : String(Math.round(10 * value) / 10);
}

function escaped(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
