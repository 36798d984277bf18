// The load of a rehearsal: held-out questions as requests for chat completions.

/** Every third one is streamed, every fourth one asked for in JSON. */
export function requestsOf(knowledge) {
  const questions = knowledge.flatMap(({ heldOut }) => heldOut);
  return questions.map((content, index) => ({
    model: 'harbour-assistant',
    messages: [{ role: 'user', content }],
    temperature: 0.3,
    seed: index,
    ...(index % 3 === 0 ? { stream: true } : {}),
    ...(index % 4 === 0 ? { response_format: { type: 'json_object' } } : {}),
  }));
}
