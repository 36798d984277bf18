import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './import-graph';

type Versions = Readonly<Record<string, string>>;

interface Manifest {
  readonly dependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly bundledDependencies?: readonly string[];
  readonly peerDependencies: Versions;
  readonly devDependencies: Versions;
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const lockText = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');

test('an app that uses the package installs nothing but its peers', () => {
  const { dependencies = {}, optionalDependencies = {}, bundledDependencies = [] } = manifest;
  expect({ dependencies, optionalDependencies, bundledDependencies }).toEqual({
    dependencies: {},
    optionalDependencies: {},
    bundledDependencies: [],
  });
  expect(Object.keys(manifest.peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
});

test('development runs on the oldest peers that are allowed', () => {
  const oldest = Object.entries(manifest.peerDependencies).map(([name, range]) => [name, range.replace('^', '')]);
  const developedOn = Object.keys(manifest.peerDependencies).map((name) => [name, manifest.devDependencies[name]]);
  expect(developedOn).toEqual(oldest);
});

test('every development dependency is pinned', () => {
  const loose = Object.entries(manifest.devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(loose).toEqual([]);
});

test('what is published is built anew, from nothing', () => {
  expect(manifest.scripts.prepack).toBe('npm run clean && npm run build');
});

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly optionalDependencies?: Versions;
}

const locked = Object.entries((JSON.parse(lockText) as { packages: Record<string, LockedPackage> }).packages).filter(
  ([path]) => path !== '',
);

test('the lock file names no registry host and proves every package', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(locked.filter(([, { integrity, inBundle }]) => integrity === undefined && inBundle !== true)).toEqual([]);
});

// npm 11 refuses a lock file without the packages for other systems; npm leaves them out when a registry lacks them.
test('the lock file holds the optional packages of every system', () => {
  const paths = new Set(locked.map(([path]) => path));
  const missing = locked.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !paths.has(`node_modules/${name}`) && !paths.has(`${path}/node_modules/${name}`),
    ),
  );
  expect(missing).toEqual([]);
});
