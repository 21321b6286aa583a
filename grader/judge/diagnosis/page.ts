import { COMPILER_RULES } from './compiler/rules.ts';
import { LOAD_RULES } from './load/rules.ts';
import { MODULE_RULES } from './module/rules.ts';
import type { Rule } from './rule.ts';
import { SHARE_RULES } from './share/rules.ts';
import { STRUCTURE_RULES } from './structure/rules.ts';
import { VALUE_RULES } from './values/rules.ts';

const INTRODUCTION = `# Diagnoses

What \`lab check\` can say of the cause of a failure, generated from the rules in \`grader/judge/diagnosis/\` (\`npm run docs\`).
A rule that is not sure stays silent. At most three diagnoses are shown, the decisive one first; a step's hints can name
the diagnosis that calls for them (\`when:\` in step.yaml).
`;

/** In the order in which a learner meets them. */
const CHAPTERS: readonly (readonly [string, readonly Rule[]])[] = [
  ['The program does not compile', COMPILER_RULES],
  ['The kernel does not take the program', LOAD_RULES],
  ['Events are missing, too many, or of the wrong shape', STRUCTURE_RULES],
  ['A field holds something else', VALUE_RULES],
  ['The shared image', SHARE_RULES],
  ['The module', MODULE_RULES],
];

/** docs/diagnoses.md. */
export function diagnosesPage(): string {
  return [INTRODUCTION, ...CHAPTERS.map(([title, rules]) => chapter(title, rules))].join('\n');
}

/** What is found in two ways is told once, where a learner meets it first. */
function chapter(title: string, rules: readonly Rule[]): string {
  const all = CHAPTERS.flatMap(([, others]) => others);
  const own = rules.filter((rule) => all.find(({ id }) => id === rule.id) === rule);
  const entries = own.map(({ id }) => entry(all.filter((rule) => rule.id === id)));
  return [`## ${title}\n`, ...entries].join('\n');
}

function entry(rules: readonly Rule[]): string {
  return `### ${rules[0]?.id}\n\n${rules.map(way).join('\n')}`;
}

function way({ meaning, example: { code, message } }: Rule): string {
  return `${meaning}\n\n\`\`\`\n${code}\n\`\`\`\n\n> ${message.replaceAll('\n', '\n> ')}\n`;
}
