// Packs the library, installs the tarball in an empty app, synthesizes a stack there with nothing but node on the PATH, and rehearses
// its release by the installed command: proves that a consumer needs neither esbuild nor Docker, and that nothing is missing from (or
// needless in) the package. Needs `npm run prepack`: it packs what is built, as `npm publish` does after that.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const MAX_TARBALL_BYTES = 6 * 1024 * 1024;
const MUST_SHIP = [
  '.jsii',
  'API.md',
  'LICENSE',
  'README.md',
  'dist/bluegreen.mjs',
  'dist/dataset-file.cjs',
  'dist/prompt-suite.cjs',
  'dist/rehearsal-worker.cjs',
  'lib/index.js',
  'lib/index.d.ts',
  'lib/handlers/bundle/traffic.mjs',
  'lib/gateway/bundle/gateway.mjs',
];
const MUST_NOT_SHIP = [
  /(^|\/)test\//,
  /^examples\//,
  /^lib\/rehearsal\//,
  /^lib\/(handlers|gateway)\/(?!bundle\/)/,
  /(?<!\.d)\.ts$/,
];

/** What a user writes first. */
const APP = `
const { App, Stack } = require('aws-cdk-lib');
const { ContainerImage } = require('aws-cdk-lib/aws-ecs');
const { BlueGreenModel, ModelHosting, ModelVersion } = require('cdk-model-bluegreen');
const app = new App();
const version = app.node.tryGetContext('modelVersion') ?? '1.0.0';
const stack = new Stack(app, 'Empty');
new BlueGreenModel(stack, 'Model', {
  modelName: 'empty',
  hosting: ModelHosting.ecs({ cpu: 256, memoryLimitMiB: 512, minCapacity: 1, maxCapacity: 2 }),
  version: ModelVersion.container(version, { image: ContainerImage.fromRegistry('example/model:' + version) }),
});
app.synth();
`;

/** The smallest server that is healthy, and answers a request. */
const SERVER = `
const { createServer } = require('node:http');
createServer((request, response) => {
  request.resume();
  response.end('{}');
}).listen(process.env.PORT, process.env.HOST);
`;

const REHEARSAL = {
  from: '1.0.0',
  to: '1.1.0',
  model: { command: ['node', 'server.js'] },
  load: { rps: 50, requests: [{ method: 'POST', path: '/v2/models/empty/infer', body: {} }] },
};
/** Real time of that rehearsal, several times what it takes. */
const REHEARSAL_TIMEOUT_MS = 180_000;

const workdir = mkdtempSync(join(tmpdir(), 'bluegreen-package-'));
try {
  const packed = pack();
  checkContents(packed);
  const app = installInEmptyApp(join(workdir, packed.filename));
  synthesize(app);
  rehearse(app);
  console.log(
    `package: ${packed.filename}, ${packed.size} bytes, ${packed.files.length} files; an empty app synthesizes and rehearses`,
  );
} finally {
  rmSync(workdir, { recursive: true, force: true });
}

/** Without prepack, which would take the build from under whatever runs beside this. */
function pack() {
  const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', workdir], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parsed = JSON.parse(output.slice(output.search(/^[[{]/m)));
  const entry = Array.isArray(parsed) ? parsed[0] : (Object.values(parsed)[0] ?? parsed);
  return {
    filename: entry.filename,
    size: statSync(join(workdir, entry.filename)).size,
    files: entry.files.map((f) => f.path),
  };
}

function checkContents({ size, files }) {
  const missing = MUST_SHIP.filter((path) => !files.includes(path));
  const needless = files.filter((path) => MUST_NOT_SHIP.some((pattern) => pattern.test(path)));
  if (missing.length > 0) throw new Error(`missing from the package: ${missing.join(', ')}`);
  if (needless.length > 0) throw new Error(`needless in the package: ${needless.join(', ')}`);
  if (size > MAX_TARBALL_BYTES) throw new Error(`the tarball has ${size} bytes, more than ${MAX_TARBALL_BYTES}`);
}

function installInEmptyApp(tarball) {
  const app = join(workdir, 'app');
  const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies['aws-cdk-lib'];
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'empty-app', private: true }));
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--silent', tarball, `aws-cdk-lib@${version}`, 'constructs@10'],
    {
      cwd: app,
      stdio: 'inherit',
    },
  );
  writeFileSync(join(app, 'app.js'), APP);
  return app;
}

function synthesize(app) {
  execFileSync(process.execPath, ['app.js'], {
    cwd: app,
    stdio: 'inherit',
    env: { PATH: folderWithOnlyNode(), CDK_OUTDIR: 'cdk.out' },
  });
  const template = JSON.parse(readFileSync(join(app, 'cdk.out', 'Empty.template.json'), 'utf8'));
  const types = Object.values(template.Resources).map((resource) => resource.Type);
  for (const type of ['Custom::ModelRelease', 'AWS::StepFunctions::StateMachine', 'AWS::ECS::Service']) {
    if (!types.includes(type)) throw new Error(`the empty app's template has no ${type}`);
  }
}

/** By npm's link, as `npx bluegreen` does: a script that is started through it finds its package all the same. */
function rehearse(app) {
  writeFileSync(join(app, 'cdk.json'), JSON.stringify({ app: 'node app.js' }));
  writeFileSync(join(app, 'server.js'), SERVER);
  writeFileSync(join(app, 'bluegreen.rehearsal.json'), JSON.stringify(REHEARSAL));
  execFileSync(join(app, 'node_modules/.bin/bluegreen'), ['rehearse', '--ci', '--expect', 'promoted'], {
    cwd: app,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: REHEARSAL_TIMEOUT_MS,
  });
}

/** Node.js often lies in a folder full of other tools. */
function folderWithOnlyNode() {
  const folder = join(workdir, 'bin');
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
}
