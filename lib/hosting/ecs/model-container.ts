/** Name of the container that a version is. */
export const MODEL_CONTAINER = 'model';
