import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { csv, RecordedFiles, START, steady } from './support/recorded-files';

let files: RecordedFiles;
beforeEach(() => (files = new RecordedFiles()));
afterEach(() => files.close());

async function plot(control: string, experiment: string, ...args: string[]): Promise<string> {
  const paths = ['--control', files.write('a.csv', control), '--experiment', files.write('b.csv', experiment)];
  await files.judge(...paths, '--plot', files.path('plot.svg'), ...args);
  return files.read('plot.svg');
}

/** Every text in the picture, in its order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, content]) => content);
}

test('shows the verdict, both kinds of evidence with their limits, and the rates', async () => {
  const svg = await plot(csv(steady(60, [5, 540])), csv(steady(60, [4, 60])));
  expect(XMLValidator.validate(svg)).toBe(true);
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining([
      'FAIL at 09:48',
      'evidence that the experiment is worse (logE)',
      'rollback',
      'promotion',
      'errors: rate of each minute (dots) and since the start (lines)',
      'control',
      'experiment',
      '10:00',
    ]),
  );
});

test.each([
  ['a single minute', csv([[5, 540]]), csv([[4, 60]])],
  ['no event at all', csv(steady(30, [0, 540])), csv(steady(30, [0, 60]))],
  ['no traffic of the new version', csv(steady(30, [5, 540])), csv(steady(30, [0, 0]))],
  ['gaps on both sides', csv(steady(10, [5, 540])), csv(steady(30, [1, 60]), 20)],
  ['several days', csv(steady(5_000, [5, 540])), csv(steady(5_000, [0, 60]))],
])('draws %s within its edges', async (_what, control, experiment) => {
  const svg = await plot(control, experiment);
  expect(XMLValidator.validate(svg)).toBe(true);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  const { height, width } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(svg).svg;
  const outside = [...svg.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].filter(
    ([, x, y]) => Number(x) < 0 || Number(x) > Number(width) || Number(y) < 0 || Number(y) > Number(height),
  );
  expect(outside).toEqual([]);
});

test('names of guardrails can be anything, and are text only', async () => {
  const name = '<b>&"slow"';
  const row = (total: number) =>
    `timestamp,guardrail,total,events\n${START},"${name.replaceAll('"', '""')}",${total},1\n`;
  const svg = await plot(row(540), row(60));
  expect(XMLValidator.validate(svg)).toBe(true);
  expect(svg).toContain('&lt;b&gt;&amp;&quot;slow&quot;');
});
