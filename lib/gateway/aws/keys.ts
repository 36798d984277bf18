/** What requests to AWS are signed with. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary keys, such as those of a task. */
  readonly sessionToken: string | undefined;
  /** Milliseconds since 1970; undefined for keys that nobody renews. */
  readonly expiresAt: number | undefined;
}

/** The keys of this moment. */
export interface KeyRing {
  /** Undefined when there are none, or none that are valid. */
  current(): AwsKeys | undefined;
}
