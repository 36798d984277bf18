/** A container of a model: an image with its artefact, or a package of the model registry that names both. */
export interface Container {
  readonly Image?: string;
  readonly ModelPackageName?: string;
}

/** The described model of a candidate, as far as its fitness depends on it. */
export interface CandidateModel {
  readonly PrimaryContainer?: Container;
}

export interface CandidateVariant {
  readonly VariantName?: string;
  readonly ModelName?: string;
  readonly InitialInstanceCount?: number;
}

/** The described endpoint config of a candidate, as far as its fitness depends on it. */
export interface CandidateConfig {
  readonly ProductionVariants?: readonly CandidateVariant[];
  readonly ShadowProductionVariants?: readonly object[];
  readonly AsyncInferenceConfig?: object;
}

const MODEL_PACKAGE = /^arn:[^:]+:sagemaker:[^:]*:\d*:model-package\//;

/** Why a release can't use this endpoint config, with the remedy; undefined when it can. */
export function problemOfConfig(config: CandidateConfig): string | undefined {
  const variants = config.ProductionVariants ?? [];
  if (variants.length !== 1) return `must have one production variant, got ${variants.length}; declare one`;
  if (variants[0].ModelName === undefined) return 'must name a model, got inference components; declare a model';
  if ((config.ShadowProductionVariants ?? []).length > 0) {
    return 'must have no shadow variant, got some; mirror traffic with a shadow check instead';
  }
  if (config.AsyncInferenceConfig !== undefined) {
    return 'must answer at once, got asynchronous inference; declare a real-time or serverless variant';
  }
  return undefined;
}

/** Why a release can't make this model serve `image` (empty: what the model names itself), or undefined when it can. */
export function problemOfModel({ PrimaryContainer: container }: CandidateModel, image: string): string | undefined {
  if (container === undefined) return 'must have a primary container, got none; declare one';
  if (image === '') return undefined;
  const declared = container.ModelPackageName === undefined ? 'an image' : 'a model package';
  const released = MODEL_PACKAGE.test(image) ? 'a model package' : 'an image';
  if (declared === released) return undefined;
  return `must be released with ${declared}, as it is declared, got ${image}; name one, or name none`;
}

/** What a container serves: its image, or its model package. Empty when it names neither. */
export function imageOf(container: Container | undefined): string {
  return container?.ModelPackageName ?? container?.Image ?? '';
}

/** The container with what a release serves in it; `image` is empty for what it serves already. */
export function withImage<C extends Container>(container: C, image: string): C {
  if (image === '') return container;
  return MODEL_PACKAGE.test(image) ? { ...container, ModelPackageName: image } : { ...container, Image: image };
}
