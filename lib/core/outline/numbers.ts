/** As a text says it: more digits tell nothing of what is expected. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

export function rate(requestsPerMinute: number): string {
  return `${round(requestsPerMinute)} requests a minute`;
}
