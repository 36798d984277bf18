import { AwsError } from '../../service';
import type { WireRequest } from '../codec';

/** What a request is about. */
export interface S3Address {
  readonly bucket?: string;
  readonly key?: string;
}

/**
 * The bucket stands in the host's name or begins the path (S3 user guide, "Virtual hosting of buckets"). SDKs write it into the
 * path when their endpoint is an IP address, as the loopback's is.
 */
export function addressOf({ headers, path }: WireRequest): S3Address {
  const bucket = bucketInHost(headers.host ?? '');
  const [first, ...rest] = path.slice(1).split('/');
  if (bucket !== undefined) return address(bucket, path.slice(1));
  return first === '' ? {} : address(decoded(first), rest.join('/'));
}

/** `name.s3.region.amazonaws.com`, or `name.localhost:port` for an endpoint that is a name. */
function bucketInHost(host: string): string | undefined {
  return /^(?<bucket>.+)\.(?:s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?|localhost)(?::\d+)?$/.exec(host)?.groups?.bucket;
}

function address(bucket: string, path: string): S3Address {
  return path === '' ? { bucket } : { bucket, key: decoded(path) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}
