export { CDK_JSON_KEY, loadRehearsalConfig, REHEARSAL_FILE, type RehearsalConfig } from './config';
export { modelCommandFor, versionOf } from './configured-model';
export { type ConfiguredRequest } from './configured-requests';
export { type ModelCommand } from './model-command';
export { ProcessTaskRuntime, type ProcessTaskRuntimeProps } from './process-runtime';
