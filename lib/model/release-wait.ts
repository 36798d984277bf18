/** What a deploy waits for. */
export enum ReleaseWait {
  /** The deploy ends when the version is promoted, and fails when it is rolled back: 50 minutes at most. */
  PROMOTION = 'PROMOTION',
  /** The deploy ends when the release has started. SNS and EventBridge tell how it goes on. */
  START = 'START',
}
