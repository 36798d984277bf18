export { readAssembly } from './assembly';
export type { Assembly, AssemblyEnvironment, AssemblyStack } from './assembly';
export { DeployError } from './deploy-error';
export { DeployEngine } from './engine';
export type { DeployEngineProps, DeployOptions, DeployResult } from './engine';
export type { StackDescription, StackEvent, StackRegistry, StackResource, StackStatus } from './stack';
