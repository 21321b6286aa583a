import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScreen, type Screen } from '../../../lab/watch/screen.ts';

const WIPE = '\u001b[2J\u001b[H';
const { TERM } = process.env;
let written: string;
let screen: Screen;

function open(isTTY: boolean, term = 'xterm'): void {
  process.env.TERM = term;
  written = '';
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 });
  stream.on('data', (text) => (written += String(text)));
  screen = createScreen(stream as unknown as NodeJS.WriteStream);
}

/** What was written since the last look. */
function look(): string {
  const seen = written;
  written = '';
  return seen;
}

afterEach(() => {
  if (TERM === undefined) delete process.env.TERM;
  else process.env.TERM = TERM;
});

describe('on a terminal, the screen', () => {
  beforeEach(() => {
    open(true);
    screen.setFooter(() => 'keys\n');
  });

  it('is wiped and drawn anew: findings, what was asked for, keys', () => {
    screen.show(() => 'found\n');
    expect(look()).toBe(`${WIPE}found\n\nkeys\n`);
    screen.append(() => 'hint\n');
    expect(look()).toBe(`${WIPE}found\n\nhint\n\nkeys\n`);
    screen.append(() => 'status\n');
    expect(look()).toBe(`${WIPE}found\n\nstatus\n\nkeys\n`);
    screen.show(() => 'found again\n');
    expect(look()).toBe(`${WIPE}found again\n\nkeys\n`);
  });

  it('is made anew for each drawing, as wide as the terminal is by then', () => {
    let width = 80;
    screen.show(() => `for ${width}\n`);
    look();
    width = 40;
    screen.redraw();
    expect(look()).toBe(`${WIPE}for 40\n\nkeys\n`);
  });

  it('shows no gap where there is nothing to say', () => {
    screen.show(() => 'found\n');
    screen.append(() => '');
    screen.setFooter(() => '');
    look();
    screen.redraw();
    expect(look()).toBe(`${WIPE}found\n`);
  });

  it('is left alone while another program has it; then it shows what came meanwhile', () => {
    screen.show(() => 'old\n');
    look();
    screen.hold();
    screen.show(() => 'new\n');
    screen.append(() => 'hint\n');
    screen.redraw();
    expect(look()).toBe('');
    screen.resume();
    expect(look()).toBe(`${WIPE}new\n\nhint\n\nkeys\n`);
  });

  it('may keep what another program printed until there is something new', () => {
    screen.show(() => 'old\n');
    screen.hold();
    look();
    screen.stay();
    expect(look()).toBe('\nkeys\n');
    screen.show(() => 'new\n');
    expect(look()).toBe(`${WIPE}new\n\nkeys\n`);
  });
});

describe.each([
  ['where nobody watches', false, 'xterm'],
  ['on a dumb terminal', true, 'dumb'],
])('%s, the screen', (_where, isTTY, term) => {
  it('is a text that goes on and on', () => {
    open(isTTY, term);
    screen.setFooter(() => 'keys\n');
    screen.show(() => 'found\n');
    screen.append(() => 'note\n');
    screen.redraw();
    screen.hold();
    screen.show(() => 'found again\n');
    screen.resume();
    screen.stay();
    expect(look()).toBe('found\nkeys\nnote\nkeys\nfound again\nkeys\n');
  });
});
