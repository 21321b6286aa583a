import { Argument, type Command } from 'commander';

const EXAMPLES = `
Examples:
  $ lab completion                   how to install it
  $ lab completion bash              the script for bash
  $ eval "$(lab completion bash)"    only for this shell
`;

const INSTALL = `Completion: Tab fills in commands, options, steps, folders and images.

bash (4.4 or newer): add this line to ~/.bashrc, then open a new terminal:
  command -v lab >/dev/null && eval "$(lab completion bash)"

zsh: add these lines to ~/.zshrc, then open a new terminal:
  autoload -Uz compinit && compinit
  command -v lab >/dev/null && eval "$(lab completion zsh)"

Nothing was changed: the lab does not write into your files.
`;

/** The script of a shell, and what that script asks with every Tab. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .summary('let Tab complete commands, options and steps')
    .description('Print the completion script of a shell; without a shell, how to install it.')
    .addArgument(new Argument('[shell]', 'which one').choices(['bash', 'zsh']))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: 'bash' | 'zsh' | undefined) => {
      process.stdout.write(shell === undefined ? INSTALL : await scriptFor(shell));
    });
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async () => {
      const { complete } = await import('../completion/complete.ts');
      const { answerText } = await import('../completion/answer.ts');
      // As they were typed: commander has an opinion of its own on words such as `--`.
      const words = process.argv.slice(process.argv.indexOf('--') + 1);
      process.stdout.write(answerText(await complete(program, words)));
    });
}

async function scriptFor(shell: 'bash' | 'zsh'): Promise<string> {
  if (shell === 'bash') return (await import('../completion/bash.ts')).BASH_SCRIPT;
  return (await import('../completion/zsh.ts')).ZSH_SCRIPT;
}
