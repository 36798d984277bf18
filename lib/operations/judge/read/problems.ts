import { OperationError } from '../../operation-error';

/** Shown of one file; the others are counted. The first few tell what is wrong with the export. */
const SHOWN = 5;

/** Collects what is wrong with a file, to say it in one error. */
export class Problems {
  private readonly all: string[] = [];

  constructor(private readonly file: string) {}

  /** @param at where in the file, as `line 3` */
  add(at: string, problem: string): void {
    this.all.push(`${this.file}, ${at}: ${problem}`);
  }

  /** @throws OperationError when there are any */
  throwIfAny(): void {
    if (this.all.length === 0) return;
    const more = this.all.length - SHOWN;
    throw new OperationError([...this.all.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
  }
}

/** A value as an error shows it: cut, because a wrong column may hold anything. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
