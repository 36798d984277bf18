import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inWords } from '../../lib/core/prompts/read/problems';
import { readPromptFile } from '../../lib/synth/prompt-suite';

const folder = mkdtempSync(join(tmpdir(), 'suites-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string, text: string, prompts?: string[]) {
  const path = join(folder, name);
  writeFileSync(path, text);
  const { tests, problems } = readPromptFile(path, prompts === undefined ? {} : { prompts });
  return { tests, problems: problems.map(inWords) };
}

const PROMPTS = ['Say {{word}}'];
const TESTS = [{ vars: { word: 'one' }, assert: [{ type: 'contains', value: 'one' }] }];

test.each<[string, string, string[] | undefined]>([
  [
    'suite.yaml',
    "prompts: ['Say {{word}}']\ntests:\n  - vars: {word: one}\n    assert: [{type: contains, value: one}]\n",
    undefined,
  ],
  ['suite.yml', "prompts: Say {{word}}\ntests: [{vars: {word: one}, assert: ['contains:one']}]", undefined],
  ['suite.json', `\uFEFF${JSON.stringify({ prompts: PROMPTS, tests: TESTS })}`, undefined],
  ['tests.json', JSON.stringify(TESTS), PROMPTS],
  ['tests.jsonl', `${JSON.stringify(TESTS[0])}\n\n`, PROMPTS],
  ['tests.csv', 'word,__expected\none,contains:one\n', PROMPTS],
])('%s is read', (name, text, prompts) => {
  const { tests, problems } = read(name, text, prompts);
  expect(problems).toEqual([]);
  expect(tests).toMatchObject([
    { id: '1', prompt: 'Say one', assertions: [{ kind: 'native', type: 'contains', value: 'one' }] },
  ]);
});

test.each<[string, string, string, RegExp]>([
  ['YAML that is none', 'a.yaml', 'tests: [', /^a\.yaml: file: .*line 1/],
  ['JSON that is none', 'a.json', '{', /^a\.json: file: /],
  ['a line that is no JSON', 'a.jsonl', '{}\n{', /^a\.jsonl: file: line 2 must be JSON, got: /],
  ['CSV that is none', 'a.csv', 'a,b\n"1', /^a\.csv: file: Quote Not Closed/],
  ['another kind of file', 'a.py', 'print()', /^a\.py: file: must end in \.yaml.*got "\.py"/],
  [
    'a file without prompts',
    'b.csv',
    'word,__expected\none,one\n',
    /^b\.csv: prompts\[0\]: must be a prompt’?'?s text/,
  ],
  [
    'a schema that no library takes',
    'c.yaml',
    'prompts: [a]\ntests: [{assert: [{type: is-json, value: {type: nothing}}]}]',
    /^c\.yaml: tests\[0\]\.assert\[0\]\.value: schema is invalid/,
  ],
])('fails for %s', (_name, name, text, problem) => {
  expect(read(name, text).problems).toEqual([expect.stringMatching(problem)]);
});
