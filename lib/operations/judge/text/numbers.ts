const DAY = 86_400;

/** A rate in percent, short enough for a column: `0.003%`, `0.93%`, `12.3%`. */
export function percentText(rate: number | undefined): string {
  if (rate === undefined) return '-';
  const percent = 100 * rate;
  if (percent === 0) return '0%';
  return `${percent.toFixed(decimals(percent))}%`;
}

function decimals(percent: number): number {
  if (percent >= 10) return 1;
  return percent >= 0.1 ? 2 : 3;
}

/** `×` of two rates: `5.40`, `123`. */
export function ratioText(ratio: number | undefined): string {
  if (ratio === undefined) return '-';
  return ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(2);
}

/** Logarithms, to the hundredth. Never `-0.00`. */
export function logText(log: number | undefined): string {
  if (log === undefined) return '-';
  return (Math.abs(log) < 0.005 ? 0 : log).toFixed(2);
}

/** `1,234,567`: a whole number, rounded. */
export function countText(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `10:04`: the minute of the day, UTC. */
export function clockText(seconds: number): string {
  return new Date(1000 * seconds).toISOString().slice(11, 16);
}

/** `2026-01-05 10:04 UTC` */
export function dateText(seconds: number): string {
  return `${new Date(1000 * seconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The minute of the day, with the date when it is another one than that of `start`. */
export function momentText(seconds: number, start: number): string {
  const isSameDay = Math.floor(seconds / DAY) === Math.floor(start / DAY);
  return isSameDay ? clockText(seconds) : dateText(seconds);
}
