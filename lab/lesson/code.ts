import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import go from 'highlight.js/lib/languages/go';
import json from 'highlight.js/lib/languages/json';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import { clean } from '../../grader/report/text.ts';
import { type Line, type Span, type Style, span } from './spans.ts';

/** Only the course's languages: all of highlight.js would be 190 grammars. */
const lowlight = createLowlight({ bash, c, go, json, yaml });

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

/** By the names of https://highlightjs.readthedocs.io/en/stable/css-classes-reference.html; others stay plain. */
const STYLES: Readonly<Record<string, readonly Style[]>> = {
  'hljs-keyword': ['magenta'],
  'hljs-meta': ['magenta'],
  'hljs-type': ['cyan'],
  'hljs-attr': ['cyan'],
  'hljs-built_in': ['cyan'],
  'hljs-title': ['bold'],
  'hljs-string': ['green'],
  'hljs-number': ['yellow'],
  'hljs-literal': ['yellow'],
  'hljs-variable': ['yellow'],
  'hljs-comment': ['dim'],
};

const INDENT = span('    ');

/** A code block: indented and never wrapped, so that what is copied is what was written. */
export function codeLines(code: string, info = ''): readonly Line[] {
  const language = info.trim().split(/\s/)[0] ?? '';
  const spans = lowlight.registered(language)
    ? lowlight.highlight(language, code).children.flatMap((node) => spansOf(node, []))
    : [span(code)];
  return linesOf(spans).map((line) => [INDENT, ...line]);
}

function spansOf(node: Node, styles: readonly Style[]): readonly Span[] {
  if (node.type === 'text') return [{ text: node.value, styles }];
  if (node.type !== 'element') return [];
  const names = Array.isArray(node.properties.className) ? node.properties.className : [];
  const own = names.flatMap((name) => STYLES[name] ?? []);
  // The inner look replaces the outer one: a number within a macro is a number.
  return node.children.flatMap((child) => spansOf(child, own.length > 0 ? own : styles));
}

/** A comment or a string may go over several lines: no span does. */
function linesOf(spans: readonly Span[]): readonly Line[] {
  const lines: Span[][] = [[]];
  for (const { text, styles } of spans) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: clean(part), styles });
    }
  }
  return lines;
}
