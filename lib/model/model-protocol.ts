import { GATEWAY_HEALTH_PATH, PATH_PATTERN, PATH_RULE } from '../contract/index';
import { Problems } from '../private/validation';

/** Name of the model in the server's own paths. */
export interface NamedProtocolProps {
  /** Name under which the server serves the model. */
  readonly modelName: string;
}

/** Paths of a server that follows none of the known protocols. */
export interface PlainProtocolProps {
  /** Path that answers 200 when the server can take requests, for example `/healthz`. */
  readonly healthPath: string;

  /** Path of predictions, for example `/predict`. */
  readonly predictPath: string;

  /**
   * Port that the server listens on.
   *
   * @default 8080
   */
  readonly containerPort?: number;
}

/** How a model server is asked for its health and for predictions. */
export class ModelProtocol {
  /** Open Inference Protocol, version 2 (KServe v2, Triton, MLServer, OpenVINO): port 8080. */
  public static openInferenceV2(props: NamedProtocolProps): ModelProtocol {
    return new ModelProtocol('/v2/health/ready', `/v2/models/${props.modelName}/infer`, 8080);
  }

  /** KServe version 1: port 8080. */
  public static kserveV1(props: NamedProtocolProps): ModelProtocol {
    return new ModelProtocol(`/v1/models/${props.modelName}`, `/v1/models/${props.modelName}:predict`, 8080);
  }

  /** REST API of TensorFlow Serving: port 8501. */
  public static tensorflowServing(props: NamedProtocolProps): ModelProtocol {
    return new ModelProtocol(`/v1/models/${props.modelName}`, `/v1/models/${props.modelName}:predict`, 8501);
  }

  /** Inference API of TorchServe: port 8080. */
  public static torchServe(props: NamedProtocolProps): ModelProtocol {
    return new ModelProtocol('/ping', `/predictions/${props.modelName}`, 8080);
  }

  /**
   * Containers of SageMaker hosting: predictions at `/invocations`. The health path is the gateway's: SageMaker pings the containers
   * itself, and an endpoint is in service only when they answer.
   */
  public static sageMaker(): ModelProtocol {
    return new ModelProtocol(GATEWAY_HEALTH_PATH, '/invocations', 8080);
  }

  /** Any other HTTP server. */
  public static plain(props: PlainProtocolProps): ModelProtocol {
    return new ModelProtocol(props.healthPath, props.predictPath, props.containerPort ?? 8080);
  }

  private constructor(
    /** Path that answers 200 when the server can take requests. */
    public readonly healthPath: string,
    /** Path of predictions. */
    public readonly predictPath: string,
    /** Port that the server listens on by default. */
    public readonly containerPort: number,
  ) {
    const problems = new Problems();
    problems.text('healthPath', healthPath, PATH_PATTERN, PATH_RULE);
    problems.text('predictPath', predictPath, PATH_PATTERN, PATH_RULE);
    problems.integer('containerPort', containerPort, 1, 65535, 'give the port that the server listens on');
    problems.throwIfAny('protocol');
  }
}
