export * from './checks';
export * from './env';
export * from './environment';
export * from './errors';
export * from './names';
export * from './payloads';
export * from './plan';
export * from './release';
