// Reads a request: ids of titles that somebody likes, and how many others to recommend.

/** A request that the client must correct. */
export class InvalidRequest extends Error {}

const MAX_TITLES = 50;
const MAX_K = 100;
const DEFAULT_K = 10;

/** Reader of a parsed body: the rows of its titles, and `k`. */
export function requestReader(recommender) {
  return (request) => {
    if (request === null || typeof request !== 'object' || Array.isArray(request)) {
      throw new InvalidRequest('the body must be a JSON object like {"titles":["m1200"],"k":10}');
    }
    const { titles, k = DEFAULT_K } = request;
    if (!Array.isArray(titles) || titles.length < 1 || titles.length > MAX_TITLES) {
      throw new InvalidRequest(`titles must be a list of 1 to ${MAX_TITLES} ids, got ${shown(titles)}`);
    }
    if (!Number.isInteger(k) || k < 1 || k > MAX_K) {
      throw new InvalidRequest(`k must be a whole number from 1 to ${MAX_K}, got ${shown(k)}`);
    }
    const rows = titles.map((id, index) => rowOf(id, index));
    const again = rows.findIndex((row, index) => rows.indexOf(row) !== index);
    if (again >= 0) throw new InvalidRequest(`titles must be different, got ${titles[again]} twice`);
    return { rows, k };
  };

  function rowOf(id, index) {
    const row = recommender.row(id);
    if (row !== undefined) return row;
    throw new InvalidRequest(`titles[${index}] must be the id of a title of the catalogue, got ${shown(id)}`);
  }
}

/** As JSON, cut: an error is no place for a whole body. */
function shown(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
