export { registryPlaces } from './places.ts';
export { type Answer, probe } from './probe.ts';
export { type Started, type StartOptions, startRegistry } from './start.ts';
export { type RegistryStatus, type RunningRegistry, registryStatus, type StoppedRegistry } from './status.ts';
export { stopRegistry } from './stop.ts';
