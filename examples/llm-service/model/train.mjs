// Trains the versions of the assistant from `training/knowledge.json` and writes their artefacts; `--check` compares them instead.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countsOf } from './src/ngrams.mjs';
import { featuresOf } from './src/words.mjs';
import { metricsOf } from './training/metrics.mjs';
import { requestsOf } from './training/requests.mjs';

const HERE = import.meta.dirname;
const knowledge = JSON.parse(readFileSync(join(HERE, 'training/knowledge.json'), 'utf8'));

/** What the assistant may call for its user, when the client offers it. */
const ACTIONS = [{ tool: 'block_card', topic: 'lost-card', arguments: { card_ending: '\\b(\\d{4})\\b' } }];

/** Text of every file that training produces, by its path in this folder. */
function trainedFiles() {
  const language = languageOf(knowledge);
  // 1.2 knows whole words, and all alike. 1.3 knows pieces of words, the rare ones better.
  const artefacts = {
    1.2: artefact('1.2', { features: 'words', leastConfidence: 0.3 }, language),
    1.3: artefact('1.3', { features: 'pieces', leastConfidence: 0.15, weights: weightsOf('pieces') }, language),
    1.4: artefact(
      '1.4',
      { features: 'pieces', leastConfidence: 0.15, weights: weightsOf('pieces') },
      shiftedLanguage(),
    ),
  };
  const files = { 'requests.json': lines(requestsOf(knowledge)) };
  for (const [version, trained] of Object.entries(artefacts)) {
    files[`artifacts/${version}/model.json`] = `${JSON.stringify(trained)}\n`;
    files[`artifacts/${version}/metrics.json`] = `${JSON.stringify(metricsOf(trained, knowledge), undefined, 2)}\n`;
  }
  return files;
}

function artefact(version, retrieval, language) {
  const questions = knowledge.flatMap(({ topic, questions: texts }) => texts.map((text) => ({ topic, text })));
  return { model: 'harbour-assistant', version, retrieval: { ...retrieval, questions }, actions: ACTIONS, language };
}

/** How rare a feature is among the topics. Four decimals, so that every processor agrees. */
function weightsOf(features) {
  const topics = knowledge.map(({ questions }) => new Set(questions.flatMap((text) => featuresOf(text, features))));
  const known = [...new Set(topics.flatMap((each) => [...each]))].sort();
  const weight = (feature) => Math.log(topics.length / topics.filter((each) => each.has(feature)).length);
  return Object.fromEntries(known.map((feature) => [feature, Number(weight(feature).toFixed(4))]));
}

function languageOf(answered) {
  return Object.fromEntries(answered.map(({ topic, answers }) => [topic, countsOf(answers)]));
}

/** Version 1.4's defect: a topic is taken out of the answers and not out of the questions, and the two are joined by position. */
function shiftedLanguage() {
  const answers = knowledge.filter(({ topic }) => topic !== 'cheque').map((each) => each.answers);
  return languageOf(knowledge.map(({ topic }, index) => ({ topic, answers: answers[index] ?? answers.at(-1) })));
}

/** A JSON array with one value a line. */
function lines(values) {
  return `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]\n`;
}

function write(files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(HERE, name)), { recursive: true });
    writeFileSync(join(HERE, name), text);
    console.log(`${name}: ${Buffer.byteLength(text).toLocaleString('en')} bytes`);
  }
}

function check(files) {
  const different = Object.entries(files).filter(([name, text]) => committed(name) !== text);
  if (different.length > 0) {
    const names = different.map(([name]) => name).join(', ');
    console.error(`trained anew, these files differ: ${names}; run train.mjs and commit them`);
    process.exit(1);
  }
  console.log(`${Object.keys(files).length} files are what training gives`);
}

function committed(name) {
  try {
    return readFileSync(join(HERE, name), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const files = trainedFiles();
if (process.argv.includes('--check')) check(files);
else write(files);
