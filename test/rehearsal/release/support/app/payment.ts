import { MODEL } from './app-variant';

/** Says nothing about the version: a pipeline releases others with the same checks. */
export const PAYMENT = {
  name: 'payment',
  body: { inputs: [{ name: 'amount', shape: [1], datatype: 'FP64', data: [12.5] }] },
  expectedValues: [{ path: 'model_name', value: MODEL }],
};
