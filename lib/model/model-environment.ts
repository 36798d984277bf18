/** One of the two environments of a model. */
export enum ModelEnvironment {
  /** The blue environment. */
  BLUE = 'blue',
  /** The green environment. */
  GREEN = 'green',
}
