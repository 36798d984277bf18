/** Takes a share of the requests, each with the same chance, so that no rhythm of the traffic decides what is taken. */
export class Sampler {
  /** In percent: 0 to 100. Changed while the gateway runs. */
  percent = 0;

  /** @param random numbers from 0 to below 1 */
  constructor(private readonly random: () => number) {}

  take(): boolean {
    return this.percent > 0 && this.random() * 100 < this.percent;
  }
}
