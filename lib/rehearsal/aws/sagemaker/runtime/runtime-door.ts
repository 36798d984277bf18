import { SECRET_ACCESS_KEY } from '../../access-keys';
import { requireMembers } from '../../required-members';
import { AwsError } from '../../service';
import { WireAnswer, WireRequest } from '../../wire/codec';
import { internalFailure } from '../../wire/internal-failure';
import { restJsonCodec } from '../../wire/rest-json-codec';
import { SAGEMAKER_RUNTIME, serviceName } from '../../wire/service-name';
import { readSignature } from '../../wire/signature';
import { verifySignature } from '../../wire/sigv4';
import { notEmulated } from '../errors';
import { Invocation } from './invocation';
import { INVOCATIONS, Invocations } from './invocations';
import { Permissions } from './permissions';

const SERVICE = { protocol: 'rest-json', validationCode: 'ValidationError' } as const;
const REQUIRED = ['EndpointName', 'Body'];
const codec = restJsonCodec(SAGEMAKER_RUNTIME);

export interface RuntimeDoorProps {
  readonly region: string;
  readonly permissions: Permissions;
  readonly invocations: Invocations;
}

/** The runtime's API as clients meet it: signature, permission and members are checked before an endpoint is invoked. */
export class RuntimeDoor {
  constructor(private readonly props: RuntimeDoorProps) {}

  /** Never rejects. */
  async answer(request: WireRequest, requestId: string): Promise<WireAnswer> {
    try {
      const { operation, input } = await this.admit(request);
      const output = await this.props.invocations.perform(operation, input);
      return codec.encode(operation, output, requestId);
    } catch (error) {
      return codec.encodeError(error instanceof AwsError ? error : internalFailure(error), requestId);
    }
  }

  private async admit(request: WireRequest): Promise<{ operation: (typeof INVOCATIONS)[number]; input: Invocation }> {
    const { region, permissions } = this.props;
    const signature = readSignature(request.headers.authorization);
    requireThisService(signature.signingName, request);
    verifySignature(request, SECRET_ACCESS_KEY, region);
    const { operation: name, input: members } = codec.decode(request);
    const input = members as unknown as Invocation;
    const endpointName = input.EndpointName ?? '';
    await permissions.require({ accessKeyId: signature.key, operation: name, endpointName });
    const operation = INVOCATIONS.find((one) => one === name);
    if (operation === undefined) throw notEmulated(`operation ${name}`);
    requireMembers(SERVICE, operation, REQUIRED, input);
    return { operation, input };
  }
}

function requireThisService(signingName: string, { headers, path }: WireRequest): void {
  const name = serviceName(signingName, headers['x-amz-target'], path);
  if (name !== SAGEMAKER_RUNTIME) throw notEmulated(`service ${name} at the endpoint of ${SAGEMAKER_RUNTIME}`);
}
