import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeployError } from './deploy-error';

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  readonly stackName: string;
  /** The template as it was synthesized. */
  readonly template: Readonly<Record<string, unknown>>;
  /** Stack tags of the CDK app. */
  readonly tags: Readonly<Record<string, string>>;
  /** Parameter values that the CDK app gives. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A file and where it goes in S3. */
export interface AssetObject {
  readonly bucket: string;
  readonly key: string;
  /** Absolute. */
  readonly path: string;
}

/** What `cdk synth` wrote, with everything that the templates refer to by hash. */
export interface Assembly {
  readonly directory: string;
  /** In the order of their dependencies. */
  readonly stacks: readonly AssemblyStack[];
  /** Absolute path of each file asset by its S3 object key (`<hash>.zip`). */
  readonly files: ReadonlyMap<string, string>;
  /** File assets that are no archives, as objects of the buckets in which `cdk deploy` would put them. */
  readonly objects: readonly AssetObject[];
  /** Absolute source directory of each container image that `cdk deploy` would build, by image URI. */
  readonly images: ReadonlyMap<string, string>;
}

export interface AssemblyEnvironment {
  readonly region: string;
  readonly accountId: string;
}

interface Artifact {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly tags?: Record<string, string>;
    readonly parameters?: Record<string, string>;
    readonly file?: string;
    readonly directoryName?: string;
  };
}

interface AssetManifest {
  readonly files?: Record<
    string,
    {
      source: { path?: string; packaging?: string };
      destinations: Record<string, { bucketName: string; objectKey: string }>;
    }
  >;
  readonly dockerImages?: Record<
    string,
    { source: { directory?: string }; destinations: Record<string, { repositoryName: string; imageTag: string }> }
  >;
}

/**
 * Reads a `cdk.out` directory, nested assemblies (stages) included. Image URIs are formed for the given environment as CDK's
 * default synthesizer forms them. Throws `DeployError` when the directory holds no assembly.
 */
export function readAssembly(directory: string, environment: AssemblyEnvironment): Assembly {
  const root = resolve(directory);
  const stacks: AssemblyStack[] = [];
  const files = new Map<string, string>();
  const objects: AssetObject[] = [];
  const images = new Map<string, string>();
  readInto(root);
  return { directory: root, stacks, files, objects, images };

  function readInto(folder: string): void {
    for (const [id, artifact] of sortedArtifacts(readManifest(folder))) {
      const { properties = {} } = artifact;
      if (artifact.type === 'aws:cloudformation:stack') stacks.push(readStack(folder, id, properties));
      if (artifact.type === 'cdk:asset-manifest') readAssets(folder, properties.file!);
      if (artifact.type === 'cdk:cloud-assembly') readInto(join(folder, properties.directoryName!));
    }
  }

  function readAssets(folder: string, file: string): void {
    const manifest = readJson<AssetManifest>(join(folder, file));
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      if (source.path === undefined) continue; // made by a command: never the code of a function
      const path = resolve(folder, source.path);
      for (const { bucketName, objectKey: key } of Object.values(destinations)) {
        files.set(key, path);
        if (source.packaging === 'file') objects.push({ bucket: withEnvironment(bucketName, environment), key, path });
      }
    }
    for (const { source, destinations } of Object.values(manifest.dockerImages ?? {})) {
      if (source.directory === undefined) continue; // made by a command: there is no source to run
      for (const { repositoryName, imageTag } of Object.values(destinations)) {
        const uri = `${environment.accountId}.dkr.ecr.${environment.region}.amazonaws.com/${repositoryName}:${imageTag}`;
        images.set(withEnvironment(uri, environment), resolve(folder, source.directory));
      }
    }
  }
}

/** The stack of that name. Throws `DeployError` that lists the names there are. */
export function stackOf(assembly: Assembly, stackName: string): AssemblyStack {
  const stack = assembly.stacks.find((candidate) => candidate.stackName === stackName);
  if (stack !== undefined) return stack;
  const names = assembly.stacks.map((candidate) => candidate.stackName).join(', ');
  throw new DeployError(`no stack ${stackName} in ${assembly.directory}; it has: ${names}`);
}

function readManifest(folder: string): Record<string, Artifact> {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    throw new DeployError(`no manifest.json in ${folder}: not a cloud assembly; run \`cdk synth\` first`);
  }
  return readJson<{ artifacts?: Record<string, Artifact> }>(path).artifacts ?? {};
}

/** Artifacts after those that they depend on. */
function sortedArtifacts(artifacts: Record<string, Artifact>): readonly (readonly [string, Artifact])[] {
  const sorted = new Map<string, Artifact>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (artifact === undefined || sorted.has(id)) return;
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    sorted.set(id, artifact);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return [...sorted];
}

/** The manifest names a stack only where its name differs from the artifact's id. */
function readStack(folder: string, id: string, properties: NonNullable<Artifact['properties']>): AssemblyStack {
  return {
    stackName: properties.stackName ?? id,
    template: readJson(join(folder, properties.templateFile!)),
    tags: properties.tags ?? {},
    parameters: properties.parameters ?? {},
  };
}

function withEnvironment(text: string, { region, accountId }: AssemblyEnvironment): string {
  return text.replaceAll('${AWS::AccountId}', accountId).replaceAll('${AWS::Region}', region);
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
