/** The model that `--model` names, or the only one. Throws when there is none, or none is chosen of several. */
export function chosenModel<T extends { readonly name: string }>(models: readonly T[], name: string | undefined): T {
  const names = models.map((model) => model.name).join(', ');
  if (models.length === 0) {
    throw new Error('the stack has no BlueGreenModel; add one, or name another stack with --stack');
  }
  if (name === undefined && models.length > 1) {
    throw new Error(`the stack has several models (${names}); choose one with --model`);
  }
  const found = models.find((model) => name === undefined || model.name === name);
  if (found === undefined) throw new Error(`no model ${name} in the stack; it has ${names}: choose one with --model`);
  return found;
}
