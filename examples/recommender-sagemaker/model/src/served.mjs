// The server's side effect: what was shown to people is counted and logged, and whoever pays or learns by it reads the log.

/** `count` adds one answer, `flush` writes a line with what was added since the last one, if anything was. */
export function servedLog(log, everyMs) {
  let requests = 0;
  let recommendations = 0;

  function flush() {
    if (requests > 0) log({ message: 'served', requests, recommendations });
    requests = recommendations = 0;
  }

  setInterval(flush, everyMs).unref();
  return {
    flush,
    count(answer) {
      requests += 1;
      recommendations += answer.length;
    },
  };
}
