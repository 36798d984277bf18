import { Problems } from '../private/validation';

/** The name, which is part of state names and of the ledger. */
export function checkName(name: string, problems: Problems): string {
  problems.text('name', name, /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, '1 to 40 letters, digits or . _ -');
  return name;
}
