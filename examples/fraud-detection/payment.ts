/** What is known about one payment: the inputs of the model, numbers and categories. */
export type Payment = Readonly<Record<string, number | string>>;

/** `row-210` of model/requests.json: a real row that training never saw, and that was legitimate. */
export const LEGITIMATE_PAYMENT: Payment = {
  duration_months: 9,
  credit_amount: 3074,
  installment_rate: 1,
  residence_since: 2,
  age: 33,
  existing_credits: 2,
  dependants: 2,
  checking_account: 'no checking account',
  credit_history: 'critical account/ other credits existing (not at this bank)',
  purpose: 'radio/television',
  savings: 'unknown/ no savings account',
  employment: '1 <= ... < 4 years',
  guarantors: 'none',
  property: 'real estate',
  other_installments: 'none',
  housing: 'own',
  job: 'skilled employee / official',
  telephone: 'none',
};

/** A request of the Open Inference Protocol, version 2, for one payment: one tensor a feature. */
export function inferenceRequest(payment: Payment): object {
  return {
    inputs: Object.entries(payment).map(([name, value]) => ({
      name,
      shape: [1, 1],
      datatype: typeof value === 'number' ? 'FP64' : 'BYTES',
      data: [value],
    })),
  };
}
