import { publishable } from '../../../lib/core/quality/publishable';

test('what CloudWatch takes is published as it is', () => {
  const values = { Wrong: 0, RMSE: 1.5, R2: -1e107, Brier: 1e-107 };
  expect(publishable(values)).toEqual({ values, capped: [], leftOut: [] });
});

test('what is too large is published as the largest, and what is no number is left out, both by name', () => {
  expect(publishable({ Wrong: 1, MAE: 1e200, RMSE: Infinity, R2: -Infinity, AUC: NaN })).toEqual({
    values: { Wrong: 1, MAE: 1e108, RMSE: 1e108, R2: -1e108 },
    capped: ['MAE', 'RMSE', 'R2'],
    leftOut: ['AUC'],
  });
});

test('what is nearer to 0 than CloudWatch takes is 0', () => {
  expect(publishable({ Brier: 1e-120, R2: -1e-120 })).toEqual({ values: { Brier: 0, R2: 0 }, capped: [], leftOut: [] });
});
