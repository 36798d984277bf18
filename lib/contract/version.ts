/** What a version string must look like: it becomes part of release ids, and of what people type. */
export const VERSION_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/;

/** `VERSION_PATTERN` in words, for errors. */
export const VERSION_RULE = '1 to 64 letters, digits or . _ + -';
