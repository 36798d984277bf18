import { versionOf } from '../processes';
import type { FaultScene } from './faults';

/** The server runs, but nothing answers on the port that is checked. */
function neverReady({ stage, story, version }: FaultScene): void {
  stage.ecs.faults.onTaskStarting = (spec) => {
    if (versionOf(spec) !== version) return spec;
    story.strike(`a task of ${version} never answers its health check`);
    return { ...spec, ip: '0.0.0.0' };
  };
}

/** A setting that no version declares slips into what the release registers. */
function wrongConfig({ stage, model, story }: FaultScene): void {
  const families = ['blue', 'green'].map((environment) => `${model.name}-${environment}`);
  stage.ecs.faults.alterRegisteredTaskDefinition = (input) => {
    if (!families.includes(input.family ?? '')) return input;
    story.strike(`${input.family} is registered with FEATURE_STORE=staging`);
    const wrong = { name: 'FEATURE_STORE', value: 'staging' };
    return {
      ...input,
      containerDefinitions: input.containerDefinitions?.map((container) => ({
        ...container,
        environment: [...(container.environment ?? []), wrong],
      })),
    };
  };
}

/** Faults of an environment that is an ECS service. */
export const ECS_FAULTS = { 'never-ready': neverReady, 'wrong-config': wrongConfig } as const;
