import { DataContractCheckSpec } from '../../../lib/contract';
import { ContractChange } from '../../../lib/core/data-contract/compatibility';
import { ContractFindings, dataContractVerdict, hasNothingToMeasure } from '../../../lib/core/data-contract/verdict';
import { approvalNotNeeded, needsApproval, rollForwardReason, withRollForward } from '../../../lib/core/roll-forward';

const SPEC: DataContractCheckSpec = {
  kind: 'data-contract',
  name: 'data-contract',
  contract: { featureGroups: [], tags: { preprocessing: '4' } },
  samples: [],
  attempts: 1,
  timeoutMs: 1000,
};
const GOOD: ContractFindings = {
  hash: 'h',
  samples: [{ sample: 'sample-1', ok: true, failures: [] }],
  groups: [{ group: 'customers', ok: true, failures: [], schemaHash: 's', oldestSeconds: 60 }],
  live: { version: '1.2', breaking: [], goingBack: [], other: [] },
};
const BREAKING: ContractChange = {
  part: 'request',
  path: '/currency',
  rule: 'required',
  live: 'absent',
  candidate: true,
};
const BROKEN: ContractFindings = { ...GOOD, live: { version: '1.2', breaking: [BREAKING], goingBack: [], other: [] } };

test('passes what is as declared and compatible', () => {
  expect(dataContractVerdict(SPEC, GOOD)).toEqual({
    check: 'data-contract',
    status: 'PASS',
    reason:
      '1 of 1 samples as declared; feature group customers as declared, oldest sample 60 s; backward compatible with 1.2',
    keepsContract: true,
    evidence: expect.objectContaining({ hash: 'h', samples: 1, failedSamples: [], comparedWith: '1.2', changes: 0 }),
  });
});

test.each<[string, ContractFindings['live'], string]>([
  ['nothing is live', 'none-live', 'no version is live to compare with'],
  ['the live version recorded none', { unrecorded: '1.2' }, '1.2 recorded no contract to compare with'],
  [
    'callers of what is new',
    { version: '1.2', breaking: [], goingBack: [BREAKING], other: [] },
    'backward compatible with 1.2, which refuses what is new (request /currency required)',
  ],
  [
    'tags',
    {
      version: '1.2',
      breaking: [],
      goingBack: [],
      other: [{ part: 'tag', path: 'preprocessing', rule: 'changed', live: '3', candidate: '4' }],
    },
    'backward compatible with 1.2; preprocessing 3 → 4',
  ],
])('says so when %s', (_, live, said) => {
  const { status, reason, rollForwardOnly } = dataContractVerdict(SPEC, { ...GOOD, live });
  expect([status, reason.endsWith(`; ${said}`), rollForwardOnly]).toEqual(['PASS', true, undefined]);
});

test('fails a contract that breaks the live one when nobody is asked', () => {
  expect(dataContractVerdict(SPEC, BROKEN)).toMatchObject({
    status: 'FAIL',
    reason:
      'roll forward only: not compatible with 1.2 in request /currency required, and nobody is asked; ' +
      'add Check.approval(), or keep what the live version admits',
    rollForwardOnly: 'not compatible with 1.2 in request /currency required',
    evidence: { breaking: [BREAKING] },
  });
});

test('leaves it to people where they are asked', () => {
  const verdict = dataContractVerdict({ ...SPEC, approval: 'lead' }, BROKEN);
  expect(verdict).toMatchObject({
    status: 'PASS',
    reason: expect.stringMatching(/^roll forward only: not compatible with 1\.2 .*; "lead" decides; /),
  });
  expect(rollForwardReason([verdict])).toBe('not compatible with 1.2 in request /currency required');
});

test('fails what breaks its own contract, whoever is asked', () => {
  const spec = { ...SPEC, approval: 'lead' };
  const samples = [{ sample: 'sample-1', ok: false, failures: ['answer breaks the schema at /score (type)'] }];
  const groups = [{ group: 'customers', ok: false, failures: ['a', 'b', 'c', 'd'] }];
  expect(dataContractVerdict(spec, { ...BROKEN, samples, groups })).toMatchObject({
    status: 'FAIL',
    reason:
      '1 of 1 samples break the contract; sample-1: answer breaks the schema at /score (type); ' +
      'feature group customers: a, b, c and 1 more',
  });
});

test('what its owner declares counts, but not for a first version', () => {
  const spec = { ...SPEC, contract: { ...SPEC.contract, rollForwardOnly: 'labels changed' } };
  expect(dataContractVerdict(spec, GOOD)).toMatchObject({
    status: 'FAIL',
    rollForwardOnly: 'declared: labels changed',
  });
  expect(dataContractVerdict(spec, { ...GOOD, live: 'none-live' })).toMatchObject({ status: 'PASS' });
});

test('many changes are counted, and some listed', () => {
  const breaking = Array.from({ length: 40 }, () => BREAKING);
  const { evidence } = dataContractVerdict(SPEC, {
    ...GOOD,
    live: { version: '1.2', breaking, goingBack: [], other: [] },
  });
  expect(evidence.breaking).toHaveLength(15);
  expect(evidence.changes).toBe(40);
});

test('fails with a verdict that fits into the ledger, however much is wrong', () => {
  const failures = Array.from(
    { length: 3000 },
    (_, index) => `answer breaks the schema at /${'x'.repeat(60)}${index} (type)`,
  );
  const samples = Array.from({ length: 50 }, (_, index) => ({ sample: `sample-${index}`, ok: false, failures }));
  const groups = Array.from({ length: 20 }, () => ({ group: 'g'.repeat(64), ok: false, failures }));
  const change = { ...BREAKING, path: `/${'p'.repeat(5000)}` };
  const live = { version: '1.2', breaking: [change], goingBack: [change], other: [] };
  const verdict = dataContractVerdict(SPEC, { hash: 'h', samples, groups, live });
  expect(JSON.stringify(verdict).length).toBeLessThan(10_000);
  const [{ failures: listed }] = dataContractVerdict(SPEC, { ...GOOD, samples: samples.slice(0, 1) }).evidence
    .failedSamples as { failures: string[] }[];
  expect([listed.length, listed[5]]).toEqual([6, 'and 2995 more']);
});

test('fails to say PASS when nothing was measured', () => {
  const nothing = { ...GOOD, samples: [], groups: [] };
  for (const live of ['none-live', { unrecorded: '1.2' }] as const) {
    expect(dataContractVerdict(SPEC, { ...nothing, live }).status).toBe('INSUFFICIENT_DATA');
    expect(hasNothingToMeasure({ ...nothing, live })).toBe(true);
  }
  expect(dataContractVerdict(SPEC, nothing).status).toBe('PASS'); // the contracts were compared
});

test('a sample that came right at a later try is told', () => {
  const samples = [{ sample: 'sample-1', ok: true, failures: [], earlierTries: ['no answer'], tries: 2 }];
  expect(dataContractVerdict(SPEC, { ...GOOD, samples })).toMatchObject({
    status: 'PASS',
    reason: expect.stringMatching(/^1 of 1 samples as declared, 1 of them not at the first try;/),
    evidence: { retriedSamples: samples },
  });
});

test.each<[string, ContractFindings['live'], boolean]>([
  ['the live version recorded no contract', { unrecorded: '1.2' }, true],
  ['nothing is live that could be broken', 'none-live', false],
  ['nothing breaks', GOOD.live, false],
])('whether an approval for such versions is needed when %s', (_, live, expected) => {
  const verdict = dataContractVerdict(SPEC, { ...GOOD, live });
  expect(needsApproval({ when: 'roll-forward-only' }, [verdict])).toBe(expected);
});

test('an approval is needed when no check told of the contract', () => {
  const died = { check: 'data-contract', status: 'INSUFFICIENT_DATA', reason: 'it did not end', evidence: {} } as const;
  expect(needsApproval({ when: 'roll-forward-only' }, [died])).toBe(true);
});

test('an approval for such versions only is needed by such versions only', () => {
  const [bad, good] = [BROKEN, GOOD].map((findings) => [dataContractVerdict(SPEC, findings)]);
  expect(needsApproval({}, good)).toBe(true);
  expect(needsApproval({ when: 'roll-forward-only' }, good)).toBe(false);
  expect(needsApproval({ when: 'roll-forward-only' }, bad)).toBe(true);
  expect(approvalNotNeeded({ name: 'lead' })).toMatchObject({ check: 'lead', status: 'PASS' });
  expect(withRollForward('live', good)).toBe('live');
  expect(withRollForward('live', bad)).toMatch(/^live; ROLL FORWARD ONLY: not compatible/);
});
