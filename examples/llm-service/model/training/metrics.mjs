// How good a version is, on questions that training never saw.
import { assistantOf } from '../src/assistant.mjs';
import { retrievalOf } from '../src/retrieval.mjs';

/** Share of held-out questions whose topic is found, and of those that get an answer that belongs to their topic. */
export function metricsOf(artefact, knowledge) {
  const [topicOf, assistant] = [retrievalOf(artefact), assistantOf(artefact)];
  const asked = knowledge.flatMap(({ topic, answers, heldOut }) =>
    heldOut.map((question) => ({ topic, answers, question })),
  );
  const found = asked.filter(({ topic, question }) => topicOf(question).topic === topic);
  const right = asked.filter(({ answers, question }) => answers.includes(answerOf(assistant, question)));
  return {
    heldOutQuestions: asked.length,
    topicAccuracy: rounded(found.length / asked.length),
    answerAccuracy: rounded(right.length / asked.length),
  };
}

function answerOf(assistant, question) {
  const { tokens } = assistant([{ role: 'user', content: question }], {
    temperature: 0,
    seed: 0,
    tools: [],
    json: false,
  });
  return [...tokens].map(({ text }) => text).join('');
}

function rounded(share) {
  return Number(share.toFixed(3));
}
