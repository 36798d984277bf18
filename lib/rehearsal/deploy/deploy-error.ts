/** A deployment that can't be done: a template, parameter or stack state that the engine refuses before or while it works. */
export class DeployError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DeployError';
  }
}

/** A problem at one place of a template, for example `Resources.Fn.Properties.Role`. */
export class TemplateError extends DeployError {
  constructor(problem: string, place: string) {
    super(`${problem} at ${place}`);
  }
}
