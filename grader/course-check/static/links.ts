import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { folderName } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import { fault, type StaticFinding } from './fault.ts';
import { type Link, type Page, readPage } from './markdown.ts';

/** Links of a step's pages to other files of the course, and to headings. Addresses elsewhere are not followed. */
export async function checkLinks(root: string, step: Step): Promise<readonly StaticFinding[]> {
  const pages = createPages();
  const found: StaticFinding[] = [];
  for (const file of await markdownIn(root, `steps/${folderName(step)}`)) {
    const path = join(root, file);
    const { links } = (await pages(path)) ?? { links: [] };
    for (const link of links) {
      const message = await linkFault({ root, path, link, pages });
      if (message !== undefined) found.push(fault(step, { file, line: link.line, message }));
    }
  }
  return found;
}

/** What the pages of a step refer to: absolute paths. */
export async function linkedFiles(root: string, step: Step): Promise<ReadonlySet<string>> {
  const pages = createPages();
  const linked = new Set<string>();
  for (const file of await markdownIn(root, `steps/${folderName(step)}`)) {
    const path = join(root, file);
    for (const link of (await pages(path))?.links ?? []) {
      const target = targetOf(root, path, link);
      if (target !== undefined) linked.add(target.path);
    }
  }
  return linked;
}

async function markdownIn(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder));
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
}

type Pages = (path: string) => Promise<Page | undefined>;

/** Each page is read once; undefined where it cannot be. */
function createPages(): Pages {
  const pages = new Map<string, Promise<Page | undefined>>();
  return (path) => {
    const page = pages.get(path) ?? readFile(path, 'utf8').then(readPage, () => undefined);
    pages.set(path, page);
    return page;
  };
}

interface Reference {
  readonly root: string;
  /** Absolute path of the page that it stands in. */
  readonly path: string;
  readonly link: Link;
  readonly pages: Pages;
}

async function linkFault({ root, path, link, pages }: Reference): Promise<string | undefined> {
  const target = targetOf(root, path, link);
  if (target === undefined) return undefined;
  const shown = relative(root, target.path).split(sep).join('/');
  if (shown.startsWith('..')) return `the link \`${link.href}\` leads out of the course`;
  const entry = await stat(target.path).catch(() => undefined);
  if (entry === undefined) return `the link \`${link.href}\` leads to \`${shown}\`, which is not there`;
  if (target.anchor === '') return undefined;
  const page = await pages(entry.isDirectory() ? join(target.path, 'README.md') : target.path);
  if (page?.anchors.has(target.anchor)) return undefined;
  return `the link \`${link.href}\` leads to a heading that is not there`;
}

/** Undefined for what is not of the course: `https://…`, `mailto:…`. */
function targetOf(
  root: string,
  page: string,
  { href }: Link,
): { readonly path: string; readonly anchor: string } | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(href)) return undefined;
  const [, file = '', anchor = ''] = /^([^#?]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(href) ?? [];
  const name = decode(file);
  const path = name === '' ? page : name.startsWith('/') ? join(root, name) : join(dirname(page), name);
  return { path, anchor: decode(anchor) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
