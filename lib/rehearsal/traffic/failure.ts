/**
 * Whether an answer with this status is a failure of its request, for the load generator and the router alike. The corpus holds
 * requests that a good model answers, so a 404 is as wrong as a 500; alarms count by their own rules, as the template says them.
 */
export function isFailure(status: number): boolean {
  return status >= 400;
}
