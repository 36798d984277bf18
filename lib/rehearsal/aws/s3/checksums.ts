import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../service';

/** Checksums that can be computed here, by the member that carries them, in base64. */
const ALGORITHMS: Readonly<Record<string, { readonly name: string; of: (content: Buffer) => string }>> = {
  ChecksumCRC32: { name: 'CRC32', of: crc32Of },
  ChecksumSHA1: { name: 'SHA1', of: (content) => hashOf('sha1', content) },
  ChecksumSHA256: { name: 'SHA256', of: (content) => hashOf('sha256', content) },
};

export const CHECKSUM_MEMBERS = Object.keys(ALGORITHMS);

/** The checksums of a request, which are kept with the object. Throws BadDigest for one that is wrong. */
export function verifiedChecksums(input: Readonly<Record<string, unknown>>, content: Buffer): Record<string, unknown> {
  requireMd5(input.ContentMD5, content);
  const given = CHECKSUM_MEMBERS.filter((member) => input[member] !== undefined);
  for (const member of given) {
    const { name, of } = ALGORITHMS[member];
    if (of(content) === input[member]) continue;
    throw new AwsError('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  const type = given.length === 0 ? {} : { ChecksumType: 'FULL_OBJECT' };
  return { ...Object.fromEntries(given.map((member) => [member, input[member]])), ...type };
}

/** The entity tag of an object that was put in one piece; with KMS it is another text of this form, which nobody may rely on. */
export function etagOf(content: Buffer): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

function requireMd5(given: unknown, content: Buffer): void {
  if (given === undefined || given === hashOf('md5', content)) return;
  throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

function hashOf(algorithm: string, content: Buffer): string {
  return createHash(algorithm).update(content).digest('base64');
}

function crc32Of(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString('base64');
}
