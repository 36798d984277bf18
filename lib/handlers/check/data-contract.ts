import { CheckResult, contractKey, DataContractCheckSpec, RecordedContract } from '../../contract';
import { compareContracts, recordOf } from '../../core/data-contract/compatibility';
import { driftFromLive, GroupFindings, judgeGroup } from '../../core/data-contract/feature-groups';
import {
  afterEarlierTries,
  isWorthAnotherTry,
  judgeSample,
  sampleName,
  SampleOutcome,
} from '../../core/data-contract/samples';
import {
  ContractFindings,
  dataContractVerdict,
  hasNothingToMeasure,
  LiveContract,
} from '../../core/data-contract/verdict';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { answerOf } from '../shared/answers/answer';
import { atOnce, CheckContext } from './context';
import { findGroup } from './feature-groups';
import { loadSmokeTools } from './smoke-tools';

/** Compares a version's contract with what it is sent and answers, with its feature groups, and with the live version's contract. */
export async function checkDataContract(
  context: CheckContext,
  ledger: Ledger,
  release: ActiveRelease,
  spec: DataContractCheckSpec,
): Promise<CheckResult> {
  const record = recordOf(release, spec.contract);
  // Before it is judged: the release after this one needs it, and an advisory check may end otherwise.
  await context.store.putDocument(contractKey(release.releaseId), record);
  const samples = await trySamples(context, release, spec);
  const groups = await Promise.all(spec.contract.featureGroups.map((group) => findGroup(context, group)));
  const now = context.now();
  const findings: ContractFindings = {
    hash: record.hash,
    samples,
    groups: groups.map((group) => judgeGroup(group, now)),
    live: await liveContract(context, ledger, spec, groups),
  };
  const verdict = dataContractVerdict(spec, findings);
  return { ...atOnce(verdict), exempt: verdict.status === 'INSUFFICIENT_DATA' && hasNothingToMeasure(findings) };
}

/** One after the other: this is no load test. */
async function trySamples(
  context: CheckContext,
  release: ActiveRelease,
  { samples, contract, attempts, timeoutMs }: DataContractCheckSpec,
): Promise<readonly SampleOutcome[]> {
  const tools = await loadSmokeTools();
  const outcomes: SampleOutcome[] = [];
  for (const [index, request] of samples.entries()) {
    const earlier: SampleOutcome[] = [];
    for (;;) {
      const answer = await answerOf(context, release, request, timeoutMs);
      const outcome = judgeSample(sampleName(index), request, answer, contract, (schema, data) =>
        tools.validate(schema, data),
      );
      if (outcome.ok || !isWorthAnotherTry(answer) || earlier.length + 1 >= attempts) {
        outcomes.push(afterEarlierTries(outcome, earlier));
        break;
      }
      earlier.push(outcome);
    }
  }
  return outcomes;
}

/** The live version's contract is what the release recorded that brought it. */
async function liveContract(
  { store }: CheckContext,
  { live }: Ledger,
  { contract }: DataContractCheckSpec,
  groups: readonly GroupFindings[],
): Promise<LiveContract> {
  if (live === undefined) return 'none-live';
  const recorded = await store.readDocument<RecordedContract>(contractKey(live.releaseId));
  if (recorded === undefined) return { unrecorded: live.version };
  const compared = compareContracts(recorded.contract, contract);
  const drift = driftFromLive(recorded.contract.featureGroups, groups);
  return { ...compared, version: live.version, breaking: [...compared.breaking, ...drift] };
}
