export { wearLeash } from './leash.ts';
export { type Playground, play } from './play.ts';
export { throughSudo } from './through-sudo.ts';
