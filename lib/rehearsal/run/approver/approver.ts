import pc from 'picocolors';
import { ApprovalAnswer, ApprovalQuestion } from '../../../contract';
import { awaited, requestOf } from '../../../core/approval';
import { ActiveRelease, Ledger } from '../../../core/ledger/ledger';
import { explained } from '../../../operations/operation-error';
import type { Terminal } from '../../../operations/terminal';
import { JournalEntry } from '../../aws/account';
import { itemsWritten } from '../../aws/dynamodb/items-written';
import { Stage } from '../../stage';
import type { RehearseOptions } from '../options';
import { connectAsApprover } from './approver-role';

type Decision = ApprovalAnswer['decision'];

/** An approval that the rehearsal gave, or refused. */
export interface GivenAnswer extends ApprovalQuestion {
  readonly version: string;
  readonly decision: Decision;
  /** Virtual ISO time. */
  readonly at: string;
}

export interface ApproverProps {
  readonly stage: Stage;
  readonly modelName: string;
  /** What a version's releases are answered; undefined when nobody answers. */
  readonly decide: (version: string) => Decision | undefined;
  readonly onAnswer: (answer: GivenAnswer) => void;
  readonly onProblem: (text: string) => void;
}

/** Virtual time from a question to its answer: below the shortest time that an approval waits, a minute. */
const ANSWER_AFTER_MS = 30_000;
/** A fault of the rehearsal may hit the command, too; people would run it again. */
const TRIES = 3;

/** Says plainly that nobody has looked: it stands in the ledger and in the verdict. */
export const REASONS: Readonly<Record<Decision, string>> = {
  approve: 'a rehearsal, in which nobody looks and every approval is given',
  decline: 'a rehearsal, asked to decline',
};

/** Has the approvals of a rehearsal answered; the answers are listed as they are given. */
export function answerApprovals(
  stage: Stage,
  modelName: string,
  { fault, decline, to }: Pick<RehearseOptions, 'fault' | 'decline' | 'to'>,
  onProblem: (text: string) => void,
): readonly GivenAnswer[] {
  const given: GivenAnswer[] = [];
  const onAnswer = (answer: GivenAnswer): void => void given.push(answer);
  const toNew = fault === 'approval-timeout' ? undefined : decline ? 'decline' : 'approve';
  // The version that is live in the beginning is approved in any case: there would be nothing to release from.
  const decide = (version: string): Decision | undefined => (version === to ? toNew : 'approve');
  new Approver({ stage, modelName, decide, onAnswer, onProblem }).watch();
  return given;
}

/** Answers a model's approvals by the command for people, as somebody who may do nothing but that. */
export class Approver {
  private readonly asked = new Set<string>();

  constructor(private readonly props: ApproverProps) {}

  watch(): void {
    this.props.stage.account.observers.add(this.onCall);
  }

  private readonly onCall = (entry: JournalEntry): void => {
    if (entry.error !== undefined) return;
    for (const { pk, sk, document } of itemsWritten(entry)) {
      if (pk?.S !== this.props.modelName || sk?.S !== 'LEDGER') continue;
      const { release } = JSON.parse(document.S as string) as Ledger;
      if (release !== undefined) this.onRelease(release);
    }
  };

  private onRelease(release: ActiveRelease): void {
    const { clock } = this.props.stage;
    const pending = awaited(release);
    const decision = this.props.decide(release.version);
    if (pending === undefined || decision === undefined) return;
    const { releaseId, version } = release;
    const question = { releaseId, check: pending.check, askedAt: requestOf(pending).askedAt };
    const key = JSON.stringify(question);
    if (this.asked.has(key)) return;
    this.asked.add(key);
    clock.at(clock.now() + ANSWER_AFTER_MS, () => this.answer(question, version, decision, TRIES));
  }

  private async answer(question: ApprovalQuestion, version: string, decision: Decision, tries: number): Promise<void> {
    const { clock } = this.props.stage;
    try {
      const { at } = await this.runCommand(version, decision);
      this.props.onAnswer({ ...question, version, decision, at });
    } catch (error) {
      this.props.onProblem(`bluegreen approve: ${explained(error).message}`);
      if (tries === 1) return;
      clock.at(clock.now() + ANSWER_AFTER_MS, () => this.answer(question, version, decision, tries - 1));
    }
  }

  /** The command of the operator as it is, told of everything by its clients. */
  private async runCommand(version: string, decision: Decision): Promise<{ readonly at: string }> {
    const { stage, modelName } = this.props;
    const { approve } = await import('../../../operations/approve.ts');
    const connection = await connectAsApprover(stage, modelName);
    const now = () => new Date(stage.clock.now());
    const terminal: Terminal = { print: () => undefined, now, sleep: (ms) => stage.clock.sleep(ms), colors: pc };
    const options = { version, reason: REASONS[decision], decline: decision === 'decline' };
    await approve(modelName, options, connection, terminal);
    return { at: now().toISOString() };
  }
}
