import { ResourceIds } from '../aws/resource-ids';

/** Characters of the suffix that keeps the names of a resource and its replacement apart, as CloudFormation's are. */
const SUFFIX_LENGTH = 12;

/** Names and ids of one stack's resources: the same in every rehearsal of the same sequence of deployments. */
export class PhysicalNames {
  private readonly ids: ResourceIds;

  constructor(private readonly stackName: string) {
    this.ids = new ResourceIds(`stack/${stackName}`);
  }

  /** `<stack>-<logical id>-<suffix>`, stack and logical id cut so that `maxLength` characters are enough. */
  name(logicalId: string, maxLength: number): string {
    const suffix = this.ids.next(SUFFIX_LENGTH).toUpperCase();
    const room = maxLength - SUFFIX_LENGTH - 2;
    const stack = this.stackName.slice(0, Math.max(Math.floor(room / 2), room - logicalId.length));
    return `${stack}-${logicalId.slice(0, room - stack.length)}-${suffix}`;
  }

  id(length: number): string {
    return this.ids.next(length);
  }
}
