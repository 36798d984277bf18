/** What the path of a request must look like. Not `//` or `/\`: as part of a URL that would be another host. */
export const PATH_PATTERN = /^\/(?![/\\])\S*$/;

/** `PATH_PATTERN` in words, for errors. */
export const PATH_RULE = 'a path that starts with a single /';
