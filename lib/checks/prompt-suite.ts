import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as s3assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { PromptSuiteSpec } from '../contract/index';
import { PromptTest } from '../core/prompts/read/assertion';
import { inWords } from '../core/prompts/read/problems';
import { PromptSuite as ReadSuite } from '../core/prompts/read/suite';
import { promptReader } from '../private/prompt-reader';
import { PromptSuiteOptions } from './prompt-suite-options';

/** Problems that an error shows: with more of them nobody reads on. */
const MOST_PROBLEMS = 20;

/** Prompts and what their answers must be, in promptfoo's format: `prompts`, `tests` with `vars` and `assert`, `defaultTest`, `assertionTemplates`. */
export class PromptSuite {
  /**
   * A file of your app: YAML, JSON, JSON Lines or CSV as promptfoo has them. It is read at synth, and its tests are published as they were
   * read. Errors at synth: no such file, an assertion that is unknown or can't be judged, anything that promptfoo would run as code.
   */
  public static fromAsset(path: string, options: PromptSuiteOptions = {}): PromptSuite {
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    if (!isFile) {
      const problem = `must be a file, got "${path}"; give the path of one`;
      return new PromptSuite(path, () => ({ tests: [], problems: [{ file: path, at: 'suite', problem }] }));
    }
    return new PromptSuite(basename(path), (requiredTypes) =>
      promptReader().readPromptFile(path, { ...options, requiredTypes }),
    );
  }

  /** An object as a file of it would be: `{ prompts, tests }`. Errors at synth: those of a file. */
  public static fromInline(suite: any, options: PromptSuiteOptions = {}): PromptSuite {
    return new PromptSuite('inline suite', (requiredTypes) =>
      promptReader().readPromptObject('inline suite', suite, { ...options, requiredTypes }),
    );
  }

  private constructor(
    private readonly fileName: string,
    private readonly read: (requiredTypes: readonly string[]) => ReadSuite,
  ) {}

  /** @internal */
  public _read(requiredTypes: readonly string[]): {
    readonly tests: readonly PromptTest[];
    readonly problems: readonly string[];
  } {
    const { tests, problems } = this.read(requiredTypes);
    const shown = problems.slice(0, MOST_PROBLEMS).map(inWords);
    const more = problems.length - shown.length;
    return { tests, problems: more > 0 ? [...shown, `and ${more} more`] : shown };
  }

  /** Publishes tests as they were read. @internal */
  public _bind(scope: Construct, id: string, tests: readonly PromptTest[]): PromptSuiteSpec {
    const folder = mkdtempSync(join(tmpdir(), 'prompts-'));
    const path = join(folder, 'prompts.jsonl');
    writeFileSync(path, tests.map((test, position) => JSON.stringify({ position, test })).join('\n'));
    const asset = new s3assets.Asset(scope, id, { path });
    // Without staging the assembly refers to the file where it is.
    if (asset.assetPath !== path) rmSync(folder, { recursive: true });
    return { bucket: asset.s3BucketName, key: asset.s3ObjectKey, fileName: this.fileName, tests: tests.length };
  }
}
