import { statSync } from 'node:fs';
import { basename } from 'node:path';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { GoldenDatasetSpec } from '../contract/index';
import { readDataset } from '../private/dataset-reader';
import { GoldenDatasetOptions } from './golden-dataset-options';

/** What is known of a dataset where it is declared. */
interface Known {
  readonly problems: readonly string[];
  /** Items; undefined when the file is not here, or so long that nobody counts them at synth. */
  readonly items?: number;
}

interface Place {
  readonly known: () => Known;
  readonly bind: (scope: Construct, id: string) => Omit<GoldenDatasetSpec, 'options'>;
}

/**
 * The file of a golden set, as it is: SageMaker data capture, OpenAI chat and batch, Bedrock and MLflow evaluation sets, Open Inference and
 * TensorFlow Serving requests, or plain JSON, JSON Lines, YAML and CSV with paths. The shape is told by the first record.
 */
export class GoldenDataset {
  /**
   * A file of your app, published with it, and read at synth as the check will read it, the first 100,000 items. Errors at synth: no such
   * file, one without items, a record that is none, a path that finds nothing in a record.
   */
  public static fromAsset(path: string, options: GoldenDatasetOptions = {}): GoldenDataset {
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    if (!isFile) {
      const problem = `dataset must be a file, got "${path}"; give the path of one`;
      const known = { problems: [problem] };
      return new GoldenDataset({ known: () => known, bind: () => ({ bucket: '', key: '', fileName: path }) }, options);
    }
    return new GoldenDataset(
      {
        known: () => knownOf(path, options),
        bind: (scope, id) => {
          const { s3BucketName: bucket, s3ObjectKey: key } = new s3assets.Asset(scope, id, { path });
          return { bucket, key, fileName: basename(path) };
        },
      },
      options,
    );
  }

  /**
   * An object that others write. What a release measures is what it holds when the check starts. A bucket with a key of yours must know
   * that (`encryptionKey`), so that the check may use it.
   */
  public static fromBucket(bucket: s3.IBucket, key: string, options: GoldenDatasetOptions = {}): GoldenDataset {
    const problems =
      key === '' || key.includes('*') ? [`key must name one object, got "${key}"; give its whole key`] : [];
    const encryptionKeyArn = bucket.encryptionKey?.keyArn;
    const place = {
      bucket: bucket.bucketName,
      key,
      fileName: key.split('/').at(-1) ?? key,
      ...(encryptionKeyArn === undefined ? {} : { encryptionKeyArn }),
    };
    return new GoldenDataset({ known: () => ({ problems }), bind: () => place }, options);
  }

  private constructor(
    private readonly place: Place,
    private readonly options: GoldenDatasetOptions,
  ) {}

  /** @internal */
  public get _problems(): readonly string[] {
    return this.place.known().problems;
  }

  /** @internal */
  public get _items(): number | undefined {
    return this.place.known().items;
  }

  /** @internal */
  public _bind(scope: Construct, id: string): GoldenDatasetSpec {
    return { ...this.place.bind(scope, id), options: { ...this.options } };
  }
}

function knownOf(path: string, options: GoldenDatasetOptions): Known {
  const { items, hasMore, problem } = readDataset(path, options);
  if (problem !== undefined) return { problems: [`dataset: ${problem}`] };
  return { problems: [], ...(hasMore ? {} : { items }) };
}
