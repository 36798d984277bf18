/** HTTP methods of a request to a model. */
export enum RequestMethod {
  /** Without a body. */
  GET = 'GET',
  /** With a body, for example a prediction. */
  POST = 'POST',
  /** With a body. */
  PUT = 'PUT',
}

/** One request to a model. */
export interface ModelRequestProps {
  /**
   * HTTP method.
   *
   * @default - POST with a body, else GET
   */
  readonly method?: RequestMethod;

  /**
   * Path and query, starting with `/`.
   *
   * @default - the protocol's path of predictions
   */
  readonly path?: string;

  /**
   * Request headers.
   *
   * @default - `content-type: application/json` with a body that is not text
   */
  readonly headers?: { [name: string]: string };

  /**
   * Body: text is sent as it is, anything else as JSON.
   *
   * @default - no body
   */
  readonly body?: any;
}
