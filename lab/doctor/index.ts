export { doctorJson } from './document.ts';
export { allWork, type Examination, type Examined, examine } from './examine.ts';
export { commandsFor, fix, nextCommand } from './fix.ts';
export { mendText } from './mend.ts';
export { doctorText } from './report.ts';
export { type Asked, askedSteps } from './steps.ts';
