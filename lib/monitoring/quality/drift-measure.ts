/** How far two distributions are apart, as an effect size: how large a change is, not whether there is one. */
export enum DriftMeasure {
  /**
   * Population stability index, 0 or more. Read it beside `PSI_NOISE`; of many values, up to 0.1 is usually called small, and above 0.25
   * large.
   */
  PSI = 'DriftPSI',
  /** What the index stays below in 19 of 20 comparisons of so few values when nothing has changed. */
  PSI_NOISE = 'DriftPSINoise',
  /** Jensen-Shannon distance, 0 for the same distribution to 1 for nothing in common. */
  JENSEN_SHANNON = 'DriftJS',
  /** Largest distance between the cumulative shares (Kolmogorov-Smirnov), 0 to 1; of numbers, not of classes. */
  KOLMOGOROV_SMIRNOV = 'DriftKS',
}
