import { endSite } from './blame.ts';
import { refused, verifierRule } from './scene.ts';

export const uninitialisedStack = verifierRule({
  id: 'uninitialised-stack',
  meaning: 'Bytes of a local variable are given on, and nothing was ever written to them.',
  example: {
    code: '\tchar name[64];\n\tbpf_probe_read_kernel(&event->filename, sizeof(name), name);',
    message:
      'Line 50 uses bytes of a local variable to which nothing was written. Set it to zero where it is declared (`= {}`), so that its gaps are filled as well.',
  },
  find: (scene) => {
    if (
      !/invalid (indirect )?read from stack|invalid indirect access to stack|invalid variable-offset indirect/.test(
        scene.log.message,
      )
    )
      return [];
    const site = endSite(scene);
    const line = site === undefined ? 'The program' : `Line ${site.line}`;
    return refused(
      `${line} uses bytes of a local variable to which nothing was written. Set it to zero where it is declared (\`= {}\`), so that its gaps are filled as well.`,
      site,
    );
  },
});
