import { TaskSpec } from '../tasks';
import { ModelCommand } from './config';

/**
 * The first entry, in the order of the file, whose pattern matches the task's image or its `MODEL_VERSION`. In patterns `*` stands
 * for any characters and `?` for one. Throws when none matches.
 */
export function modelCommandOf(
  models: Readonly<Record<string, ModelCommand>>,
  { image, environment }: Pick<TaskSpec, 'image' | 'environment'>,
): ModelCommand {
  const names = [image, environment.MODEL_VERSION].filter((name) => name !== undefined);
  const pattern = Object.keys(models).find((each) => names.some((name) => matches(each, name)));
  if (pattern !== undefined) return models[pattern];
  throw new Error(
    `models must have a pattern for image ${JSON.stringify(image)} or its MODEL_VERSION ` +
      `${JSON.stringify(environment.MODEL_VERSION)}, got ${Object.keys(models).join(', ')}; add one, or "*"`,
  );
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
