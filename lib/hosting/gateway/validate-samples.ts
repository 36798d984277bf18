import { Token } from 'aws-cdk-lib';
import { compilePath } from '../../core/compare/path';
import { messageOf, Problems } from '../../private/validation';
import { DisagreementSamplesProps } from './disagreement-samples-props';

const NAME = 'gateway.disagreementSamples';

/** They stand in a variable of each gateway, and a task definition with two of them holds 64 KB in all. */
const MAX_PATH_BYTES = 2_000;

/** Adds everything that is wrong with the samples that a gateway is to keep. */
export function validateSamples(props: DisagreementSamplesProps, problems: Problems): void {
  const { prefix, maxPerRelease, payloads = false, redactedPaths = [], retention, bucket } = props;
  const rule = '1 to 200 letters, digits, . _ - and single / between them';
  problems.text(`${NAME}.prefix`, prefix, /^(?=.{1,200}$)[\w.-]+(\/[\w.-]+)*$/, rule);
  problems.integer(`${NAME}.maxPerRelease`, maxPerRelease, 1, 1_000, 'leave disagreementSamples out to keep none');
  problems.duration(`${NAME}.retention`, retention, 86_400, 3_650 * 86_400);
  if (retention !== undefined && bucket !== undefined) {
    problems.add(`${NAME}.retention must be left out with a bucket of yours; give that a lifecycle rule`);
  }
  if (redactedPaths.length > 0 && !payloads) {
    problems.add(
      `${NAME}.redactedPaths must be left out without payloads, got ${redactedPaths.join(', ')}; samples have no bodies then`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(redactedPaths));
  if (bytes > MAX_PATH_BYTES) {
    problems.add(
      `${NAME}.redactedPaths must be ${MAX_PATH_BYTES} bytes of JSON at most, got ${bytes}; take out what is around them`,
    );
  }
  for (const path of redactedPaths) validatePath(path, problems);
}

function validatePath(path: string, problems: Problems): void {
  if (Token.isUnresolved(path)) return;
  try {
    compilePath(path);
  } catch (error) {
    problems.add(`${NAME}.redactedPaths: ${messageOf(error)}`);
  }
}
