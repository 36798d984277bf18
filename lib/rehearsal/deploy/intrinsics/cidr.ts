import { DeployError } from '../deploy-error';

const ADDRESS_BITS = 32;
/** `Fn::Cidr` gives 1 to 256 blocks (CloudFormation reference). */
const MOST_BLOCKS = 256;

/**
 * The first `count` IPv4 blocks with `hostBits` host bits inside `block`, as `Fn::Cidr` cuts them.
 *
 * @throws DeployError for IPv6 blocks and for blocks that do not fit
 */
export function cidrBlocks(block: string, count: number, hostBits: number): readonly string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (match === null) throw new DeployError(`Fn::Cidr takes an IPv4 block like 10.0.0.0/16, got ${block}`);
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  const space = 2 ** (ADDRESS_BITS - prefix);
  const size = 2 ** hostBits;
  if (!Number.isInteger(count) || count < 1 || count > MOST_BLOCKS || count * size > space) {
    throw new DeployError(`Fn::Cidr can't cut ${count} blocks of ${hostBits} host bits out of ${block}`);
  }
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  const start = Math.floor(base / space) * space;
  return Array.from({ length: count }, (_, index) => `${dotted(start + index * size)}/${ADDRESS_BITS - hostBits}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
