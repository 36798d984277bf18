import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../lib/rehearsal/run/synth';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'synth-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An app whose manifest is the context that it was given. */
const APP = `node -e "fs.writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', process.env.CDK_CONTEXT_JSON)"`;

const synth = (app?: string, context: Record<string, string> = {}) =>
  synthesize({
    directory: folder,
    app,
    context,
    outdir: join(folder, 'out'),
    accountId: '111122223333',
    region: 'eu-west-1',
    signal: new AbortController().signal,
  });

test('an app that is named by its command needs no cdk.json', async () => {
  await expect(synth(APP)).resolves.toBe(join(folder, 'out'));
});

test('the command counts more than that of cdk.json', async () => {
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ app: 'exit 1' }));
  await expect(synth(APP)).resolves.toBe(join(folder, 'out'));
});

test('fails without cdk.json and without a command, in words for every command that synthesizes', async () => {
  await expect(synth()).rejects.toThrow(
    `no cdk.json in ${folder}: go into the folder of a CDK app, name it with --dir, or pass --app COMMAND`,
  );
});

test('fails for a cdk.json without an app', async () => {
  writeFileSync(join(folder, 'cdk.json'), '{}');
  await expect(synth()).rejects.toThrow('has no "app"; add it or pass --app COMMAND');
});

test('fails for an app that has to look something up', async () => {
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ context: { missing: [{ key: 'vpc-provider' }] } }));
  await expect(synth(APP)).rejects.toThrow(
    'the app needs context that is looked up in an account, which is not done here: vpc-provider; run `cdk synth` once',
  );
});
