export { readAssembly } from './assembly';
export type { Assembly, AssetObject, AssemblyEnvironment, AssemblyStack } from './assembly';
export { DeployError } from './deploy-error';
export { DeployEngine } from './engine';
export type { DeployResult } from './deploy-result';
export type { DeployEngineProps, DeployOptions } from './engine';
export type { StackDescription, StackEvent, StackRegistry, StackResource, StackStatus } from './stack';
