import { ServerResponse } from 'node:http';

/** What a model says, and how the answer goes. */
export interface Said {
  readonly says: string;
  readonly usage?: object;
  readonly finishReason?: string;
  /** True when the connection breaks off in the middle. */
  readonly breaksOff?: boolean;
}

/** Answers as OpenAI's chat completions do: whole, or word by word as server-sent events. */
export function speak(response: ServerResponse, isStream: boolean, said: Said): void {
  if (isStream) return speakInEvents(response, said);
  const { says, usage, finishReason = 'stop', breaksOff = false } = said;
  const choices = [{ index: 0, message: { role: 'assistant', content: says }, finish_reason: finishReason }];
  const body = JSON.stringify({ choices, usage });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  if (!breaksOff) return void response.end(body);
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}

function speakInEvents(
  response: ServerResponse,
  { says, usage, finishReason = 'stop', breaksOff = false }: Said,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const send = (data: object) => response.write(`data: ${JSON.stringify(data)}\n\n`);
  for (const word of says.split(/(?<= )/)) {
    send({ choices: [{ index: 0, delta: { content: word } }] });
    if (breaksOff) return void setImmediate(() => response.destroy());
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
  if (usage !== undefined) send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}
