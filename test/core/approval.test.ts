import fc from 'fast-check';
import { ApprovalAnswer, ApprovalSpec, Verdict } from '../../lib/contract';
import { lookAtApproval, looksOfApproval } from '../../lib/core/approval';
import { at } from './ledger/ledgers';

const SPEC: ApprovalSpec = { kind: 'approval', name: 'approval', timeoutSeconds: 3600 };
const ANSWER: ApprovalAnswer = { decision: 'approve', by: 'arn:me', reason: 'looks good', at: at(100) };
const ASKED = lookAtApproval(SPEC, undefined, undefined, at(0)).verdict;

test('asks first, and says until when', () => {
  expect(lookAtApproval(SPEC, undefined, undefined, at(0))).toEqual({
    verdict: {
      check: 'approval',
      status: 'PENDING',
      reason: `nobody has answered yet; without an answer by ${at(3600)} the release goes back`,
      evidence: { askedAt: at(0), until: at(3600) },
    },
    waitSeconds: 15,
  });
});

test.each<[number, number]>([
  [1, 15],
  [400, 20],
  [3400, 170],
  [3590, 10],
])('after %i s it looks again in %i s, and not after the end', (elapsed, waitSeconds) => {
  const look = lookAtApproval(SPEC, ASKED, undefined, at(elapsed));
  expect(look.waitSeconds).toBe(waitSeconds);
  expect(look.verdict).toEqual(ASKED);
});

test.each<[ApprovalAnswer['decision'], Verdict['status'], string]>([
  ['approve', 'PASS', 'arn:me approved: looks good'],
  ['decline', 'FAIL', 'arn:me declined: looks good'],
])('somebody answers %s: %s', (decision, status, reason) => {
  expect(lookAtApproval(SPEC, ASKED, { ...ANSWER, decision }, at(120))).toMatchObject({
    verdict: { status, reason, evidence: { by: 'arn:me', at: at(100), askedAt: at(0), until: at(3600) } },
    waitSeconds: 0,
  });
});

test('an answer that came in time counts, however late the look is', () => {
  expect(lookAtApproval(SPEC, ASKED, ANSWER, at(9999)).verdict.status).toBe('PASS');
});

test('has insufficient data when the answer came too late', () => {
  expect(lookAtApproval(SPEC, ASKED, { ...ANSWER, at: at(3601) }, at(3700)).verdict.status).toBe('INSUFFICIENT_DATA');
});

test('has insufficient data when nobody answers: that says nothing about the version', () => {
  expect(lookAtApproval(SPEC, ASKED, undefined, at(3600))).toMatchObject({
    verdict: { status: 'INSUFFICIENT_DATA', reason: `nobody answered from ${at(0)} to ${at(3600)}` },
    waitSeconds: 0,
  });
});

test('time alone never passes it, and it takes no more looks than were planned for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 7 * 86_400 }), (timeoutSeconds) => {
      const spec = { ...SPEC, timeoutSeconds };
      let known: Verdict | undefined;
      let elapsed = 0;
      let looks = 0;
      for (;;) {
        const { verdict, waitSeconds } = lookAtApproval(spec, known, undefined, at(elapsed));
        looks++;
        expect(verdict.status).not.toBe('PASS');
        if (waitSeconds === 0) break;
        known = verdict;
        elapsed += waitSeconds;
      }
      expect(elapsed).toBe(timeoutSeconds);
      expect(looks).toBeLessThanOrEqual(looksOfApproval(spec));
    }),
    { numRuns: 50 },
  );
});
