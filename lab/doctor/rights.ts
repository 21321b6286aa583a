import { ask, find, reason } from './ask.ts';
import { broken, type Finding, missing, ok, untested } from './finding.ts';
import { advice } from './mend.ts';

/** How the engine, which alone needs root, would get its rights here. */
export type Rights =
  | { readonly kind: 'root' }
  /** sudo lets it in without a question. */
  | { readonly kind: 'sudo' }
  /** sudo would ask for a password, which doctor does not. */
  | { readonly kind: 'asks' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'none' };

export async function findRights(): Promise<Rights> {
  if (process.getuid?.() === 0) return { kind: 'root' };
  const sudo = await find('sudo');
  if (sudo === undefined) return { kind: 'none' };
  // The very program that the engine is started with: sudo may be configured to allow no other.
  const outcome = await ask(sudo, '-n', process.execPath, '--version');
  if (outcome.end === 'exited' && outcome.code === 0) return { kind: 'sudo' };
  if (/password is required|terminal is required/.test(outcome.stderr)) return { kind: 'asks' };
  return { kind: 'refused', why: reason(outcome) };
}

/** What to put before a command so that root runs it; undefined where that cannot be had without a question. */
export function rootPrefix({ kind }: Rights): readonly string[] | undefined {
  if (kind === 'root') return [];
  return kind === 'sudo' ? ['sudo', '-n'] : undefined;
}

/** Why something that only root may look at was not looked at. */
export function withoutRights(rights: Rights): Finding {
  const why = rights.kind === 'asks' ? 'sudo asks for your password' : "root's rights are missing";
  return untested(`only root may test this, and ${why}`);
}

export function rightsFinding(rights: Rights): Finding {
  switch (rights.kind) {
    case 'root':
      return ok('you are root');
    case 'sudo':
      return ok('sudo lets the engine in without a question');
    case 'asks':
      return untested('sudo asks for your password, so doctor cannot look further', {
        kind: 'command',
        words: ['sudo', '-v'],
      });
    case 'refused':
      return broken(`sudo refuses: ${rights.why}`, advice('be root, or let an administrator allow you sudo'));
    case 'none':
      return missing(
        'you are not root, and there is no sudo',
        advice('run the lab as root, or install sudo'),
      );
  }
}
