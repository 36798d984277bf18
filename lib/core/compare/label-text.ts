/** A decimal number, which may be written in more than one way; nothing else that `Number` would read, such as `""` or `0x10`. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The one text of a label, however it is written: `1`, `1.0` and `"1"` are one. Undefined for what is no label: null, NaN, objects. */
export function labelText(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : String(value + 0);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  // Long digits are an id, of which a number would lose the end.
  return DECIMAL.test(text) && text.length <= 15 ? String(Number(text) + 0) : text;
}
