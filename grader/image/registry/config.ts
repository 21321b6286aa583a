import { writeFile } from 'node:fs/promises';
import { makeFolder } from '../../process/make-folder.ts';
import type { RegistryPlaces } from './places.ts';
import { LOOPBACK } from './port.ts';

/**
 * Writes the distribution registry's configuration. The secret is needed by several registries behind one balancer
 * only; ours is alone, and the file is its user's.
 */
export async function writeConfig({ folder, config, data }: RegistryPlaces, port: number): Promise<void> {
  await makeFolder(folder, 0o700);
  const lines = [
    'version: 0.1',
    'log:',
    '  level: warn',
    '  accesslog:',
    '    disabled: true',
    'storage:',
    '  filesystem:',
    // JSON is YAML: whatever is in the path stays text.
    `    rootdirectory: ${JSON.stringify(data)}`,
    '  delete:',
    '    enabled: true',
    'http:',
    `  addr: ${LOOPBACK}:${port}`,
    '  secret: gadget-lab',
    '',
  ];
  await writeFile(config, lines.join('\n'), { mode: 0o600 });
}
