import { CheckMode } from './check-mode';

/** The member of a check's spec that says that it decides nothing; none for a required one. */
export function advisory(mode: CheckMode | undefined): { readonly advisory?: true } {
  return mode === CheckMode.ADVISORY ? { advisory: true } : {};
}
