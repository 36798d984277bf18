import { unlessGone } from './gone';
import { Properties, ResourceContext, ResourceProvider, ResourceProviders } from './provider';

/** Rule names have 64 characters at most (API reference). */
const RULE_NAME_LENGTH = 64;

const rule: ResourceProvider = {
  properties: {
    // PutRule ignores the tags of a rule that exists (API reference); nothing here reads them.
    update: ['Description', 'EventPattern', 'RoleArn', 'ScheduleExpression', 'State', 'Tags', 'Targets'],
    replace: ['EventBusName', 'Name'],
    others: 'refuse',
  },
  attributes: ['Arn'],
  async create(properties, context) {
    const Name: string = properties.Name ?? context.physicalName(RULE_NAME_LENGTH);
    const Arn = await putRule(Name, properties, context);
    return { physicalId: Name, attributes: { Arn } };
  },
  async update(instance, properties, previous, context) {
    const left = targetIds(previous).filter((id) => !targetIds(properties).includes(id));
    await removeTargets(instance.physicalId, left, properties, context);
    await putRule(instance.physicalId, properties, context);
    return instance;
  },
  async delete({ physicalId }, properties, context) {
    const { EventBusName } = properties;
    await unlessGone(
      removeTargets(physicalId, targetIds(properties), properties, context),
      'ResourceNotFoundException',
    );
    await unlessGone(
      context.account.call('events', 'DeleteRule', { Name: physicalId, EventBusName }),
      'ResourceNotFoundException',
    );
  },
};

async function putRule(Name: string, properties: Properties, { account }: ResourceContext): Promise<string> {
  const { EventPattern, Targets, ...others } = properties;
  const pattern = EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) };
  const { RuleArn } = await account.call('events', 'PutRule', { ...others, ...pattern, Name });
  if (Array.isArray(Targets) && Targets.length > 0) {
    await account.call('events', 'PutTargets', { Rule: Name, EventBusName: properties.EventBusName, Targets });
  }
  return RuleArn;
}

async function removeTargets(
  Rule: string,
  Ids: readonly string[],
  { EventBusName }: Properties,
  { account }: ResourceContext,
): Promise<void> {
  if (Ids.length > 0) await account.call('events', 'RemoveTargets', { Rule, EventBusName, Ids });
}

function targetIds(properties: Properties): readonly string[] {
  return ((properties.Targets ?? []) as readonly { Id: string }[]).map((target) => target.Id);
}

export const eventsProviders: ResourceProviders = { 'AWS::Events::Rule': rule };
