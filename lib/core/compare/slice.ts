import { OTHER_SLICE, SliceRule } from '../../contract/slices';
import { headerIn } from '../raw-headers';
import { compilePath } from './path';

/** What of a request tells its slice. */
export interface SlicedRequest {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Names the slice of a request; never throws. */
export type Slicing = (request: SlicedRequest) => string;

/** Parsing takes the thread from live requests: longer bodies are not looked into. */
const BODY_LIMIT = 64 * 1024;

/** Reads slices by a rule, of which there are as many as the rule has values and one. Throws an error for a path that is none. */
export function slicing({ by, at, values }: SliceRule): Slicing {
  const valueOf = by === 'header' ? ({ headers }: SlicedRequest) => headerIn(headers, at) : bodyValue(at);
  return (request) => {
    const value = valueOf(request);
    return values.find((each) => each === value) ?? OTHER_SLICE;
  };
}

function bodyValue(path: string): (request: SlicedRequest) => string | undefined {
  const valueIn = compilePath(path);
  return ({ body }) => {
    if (body.length > BODY_LIMIT) return undefined;
    try {
      const value = valueIn(JSON.parse(body.toString()));
      if (typeof value === 'string') return value;
      return typeof value === 'object' ? undefined : JSON.stringify(value);
    } catch {
      return undefined; // no JSON
    }
  };
}
