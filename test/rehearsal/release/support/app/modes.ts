import { CheckMode } from '../../../../../lib';

/** By the words of the variants, which travel as JSON. */
export const MODES = { required: CheckMode.REQUIRED, advisory: CheckMode.ADVISORY } as const;
