import { Token } from 'aws-cdk-lib';
import { Problems } from '../private/validation';

/** Memory that Fargate allows for a CPU size: smallest, largest and step in MiB (ECS developer guide, "Task size"). */
const FARGATE_MEMORY: Readonly<Record<number, { min: number; max: number; step: number }>> = {
  256: { min: 512, max: 2048, step: 512 },
  512: { min: 1024, max: 4096, step: 1024 },
  1024: { min: 2048, max: 8192, step: 1024 },
  2048: { min: 4096, max: 16384, step: 1024 },
  4096: { min: 8192, max: 30720, step: 1024 },
  8192: { min: 16384, max: 61440, step: 4096 },
  16384: { min: 32768, max: 122880, step: 8192 },
};

/** Size of a Fargate task. */
export interface TaskSize {
  readonly cpu: number;
  readonly memoryLimitMiB: number;
}

/** @param owner prefix of the names in the error, `gatewayTasks.` for example */
export function validateTaskSize(owner: string, { cpu, memoryLimitMiB }: TaskSize, problems: Problems): void {
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryLimitMiB)) return;
  const memory = FARGATE_MEMORY[cpu];
  if (memory === undefined) {
    const sizes = Object.keys(FARGATE_MEMORY).join(', ');
    problems.add(`${owner}cpu must be one of ${sizes}, got ${cpu}; choose a Fargate task size`);
    return;
  }
  const isExtraSmall = cpu === 256 && memoryLimitMiB === 1536;
  const { min, max, step } = memory;
  const fits = memoryLimitMiB >= min && memoryLimitMiB <= max && memoryLimitMiB % step === 0 && !isExtraSmall;
  if (fits) return;
  problems.add(
    `${owner}memoryLimitMiB must be ${min} to ${max} in steps of ${step} with cpu ${cpu}, got ${memoryLimitMiB}; choose a Fargate task size`,
  );
}
