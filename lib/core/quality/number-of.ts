/** A finite number, as CSV and JSON write it; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The same of a feature of a request: a flag is 1 or 0, and a list of one, as in a request of one row, is its member. */
export function featureOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length === 1 ? featureOf(value[0]) : undefined;
  return typeof value === 'boolean' ? Number(value) : numberOf(value);
}
