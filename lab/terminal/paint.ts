import { styleText } from 'node:util';

/** Colours a text, or leaves it as it is. */
export type Painter = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Colours only on a terminal, and not with NO_COLOR, --no-color, CI or a dumb terminal. */
export function wantsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, CI, TERM } = process.env;
  return stream.isTTY === true && !NO_COLOR && !CI && TERM !== 'dumb' && !process.argv.includes('--no-color');
}

export function painterFor(stream: NodeJS.WriteStream): Painter {
  if (!wantsColor(stream)) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}
