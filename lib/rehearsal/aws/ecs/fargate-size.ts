import { AwsError } from '../service';

const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/** Memory sizes in MiB by CPU units (API reference, `RegisterTaskDefinition`, `memory`). */
const MEMORY_BY_CPU: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, range(1024, 4096, 1024)],
  [1024, range(2048, 8192, 1024)],
  [2048, range(4096, 16_384, 1024)],
  [4096, range(8192, 30_720, 1024)],
  [8192, range(16_384, 61_440, 4096)],
  [16_384, range(32_768, 122_880, 8192)],
]);

/** CPU units of `1024` or `1 vCPU`, as decimal text; undefined stays undefined. */
export function cpuUnits(cpu: string | undefined): string | undefined {
  const vcpu = /^([\d.]+)\s*vcpu$/i.exec(cpu ?? '');
  return vcpu === null ? cpu : String(Number(vcpu[1]) * 1024);
}

/** MiB of `2048` or `2 GB`, as decimal text; undefined stays undefined. */
export function memoryMiB(memory: string | undefined): string | undefined {
  const gigabytes = /^([\d.]+)\s*gb$/i.exec(memory ?? '');
  return gigabytes === null ? memory : String(Number(gigabytes[1]) * 1024);
}

/** Throws ClientException for a size that Fargate does not offer. */
export function requireFargateSize(cpu: string | undefined, memory: string | undefined): void {
  if (cpu === undefined || memory === undefined) {
    throw new AwsError('ClientException', "Fargate requires that 'cpu' and 'memory' be defined at the task level.");
  }
  if (MEMORY_BY_CPU.get(Number(cpu))?.includes(Number(memory))) return;
  throw new AwsError(
    'ClientException',
    `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory.`,
  );
}
