import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TaskSpec } from '../tasks';
import type { RehearsalConfig } from './config';
import { ModelSettings } from './config-schema';
import { ModelCommand } from './model-command';

/** Environment variable by which a task definition says its model's version. */
const VERSION_VARIABLE = 'MODEL_VERSION';

/** Version that a task runs: its variable MODEL_VERSION, or else the image's tag; `latest` for an image without one, as in Docker. */
export function versionOf(spec: Pick<TaskSpec, 'image' | 'environment'>): string {
  return spec.environment[VERSION_VARIABLE] ?? tagOf(spec.image);
}

/** The configured command of a task: the version's own settings over the common ones, placeholders filled in. */
export function modelCommandFor(config: RehearsalConfig): (spec: TaskSpec, port: number) => ModelCommand {
  return (spec, port) => {
    const version = versionOf(spec);
    const { model, directory } = config;
    const own = Object.hasOwn(model.versions, version) ? model.versions[version] : {};
    const values = { version, port: String(port), image: spec.image };
    const env = Object.entries({ ...model.env, ...own.env });
    return {
      command: (own.command ?? model.command).map((part) => filled(part, values)),
      cwd: resolve(directory, filled(own.cwd ?? model.cwd, values)),
      env: Object.fromEntries(env.map(([name, value]) => [name, filled(value, values)])),
    };
  };
}

/** Throws when a folder is missing. Folders with placeholders are known only when a task starts. */
export function checkModelFolders(source: string, directory: string, model: ModelSettings): void {
  const places = Object.entries(model.versions).map(([version, { cwd }]) => ({
    place: `model.versions[${JSON.stringify(version)}].cwd`,
    cwd,
  }));
  const problems = [{ place: 'model.cwd', cwd: model.cwd }, ...places].flatMap(({ place, cwd }) => {
    if (cwd === undefined || cwd.includes('{') || isFolder(resolve(directory, cwd))) return [];
    return [`${source}: ${place} must be a folder, got ${JSON.stringify(cwd)}; it is relative to ${directory}`];
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** Text after the last colon, unless it belongs to the registry's port. A digest is left out. */
function tagOf(image: string): string {
  const [name] = image.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : 'latest';
}

/** Braces that are no placeholder stay: arguments may be JSON. */
function filled(
  text: string,
  values: { readonly version: string; readonly port: string; readonly image: string },
): string {
  return text.replace(/\{(version|port|image)\}/g, (_, name: keyof typeof values) => values[name]);
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
