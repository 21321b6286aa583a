import type { RunOutcome } from '../../build/run.ts';
import { type ErrorKind, LabError } from '../../model/error.ts';
import { probe } from '../registry/probe.ts';
import type { Remote } from './remote.ts';

interface Trouble {
  readonly kind: ErrorKind;
  readonly code: string;
  /** Of skopeo's last line; it carries the registry's own code words and Go's, which have been stable for years. */
  readonly sign: RegExp;
  readonly explain: (remote: Remote, said: string) => readonly [message: string, hint: string];
}

/** No answer at all, by Node's names. */
const SILENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

const down = ({ name }: Remote, why: string): readonly [string, string] => [
  `The registry ${name.registry} cannot be reached: ${why}.`,
  `Is the name right? For a registry on this machine: lab registry start, lab registry status`,
];

/** What is left of Go's long way to say it. */
const UNREACHED =
  /connection refused|no such host|i\/o timeout|timeout|no route to host|network is unreachable|connection reset|\bEOF\b/;

/** The first that fits. */
const TROUBLES: readonly Trouble[] = [
  {
    kind: 'machine',
    code: 'registry-down',
    sign: /HTTP response to HTTPS client/,
    explain: ({ name }) => [
      `The registry ${name.registry} speaks plain HTTP, which anybody on the way can read and change.`,
      'If that is meant, add --insecure.',
    ],
  },
  {
    kind: 'machine',
    code: 'registry-down',
    sign: /x509|certificate/,
    explain: ({ name }, said) => [
      `The certificate of ${name.registry} is not trusted: ${said}`,
      'Install its authority (/etc/docker/certs.d/, man 5 containers-certs.d), or add --insecure.',
    ],
  },
  {
    kind: 'machine',
    code: 'registry-down',
    sign: UNREACHED,
    explain: (remote, said) => down(remote, UNREACHED.exec(said)?.[0] ?? said),
  },
  {
    kind: 'machine',
    code: 'registry-denied',
    sign: /unauthorized|authentication required|denied|invalid username|status(?: code)?:? 40[13]|\b40[13] \(/i,
    explain: ({ name }) => [
      `The registry ${name.registry} denies access to ${name.full}.`,
      `Log in (skopeo login ${name.registry}), or take a repository that is yours.`,
    ],
  },
  {
    kind: 'machine',
    code: 'digest-mismatch',
    sign: /digest did not match|does not match|digest invalid|mismatch/i,
    explain: ({ name }, said) => [
      `What was transferred is not what the digest of ${name.full} promises: ${said}`,
      'Nothing was kept. Try again; if it stays so, the registry or the image is damaged: push it anew.',
    ],
  },
  {
    kind: 'request',
    code: 'image-not-found',
    sign: /manifest unknown|name unknown|not found|status(?: code)?:? 404/i,
    explain: ({ name }) => [
      `The registry ${name.registry} has no image ${name.full}.`,
      'Look for a typing error in name and tag; was it pushed?',
    ],
  },
];

/**
 * Why skopeo failed. On loopback, where nothing stands between, the registry itself is asked whether it is there; what
 * it says about an image is read from skopeo's words.
 */
export async function transferFailure(outcome: RunOutcome, remote: Remote): Promise<LabError> {
  const said = lastWords(outcome);
  const silence = remote.insecure ? await silenceOf(remote) : undefined;
  if (silence !== undefined) return error('machine', 'registry-down', down(remote, silence));
  const trouble = TROUBLES.find(({ sign }) => sign.test(said));
  if (trouble) return error(trouble.kind, trouble.code, trouble.explain(remote, said));
  return new LabError({
    kind: 'machine',
    code: 'transfer-failed',
    message: `The transfer of ${remote.name.full} failed: ${said}`,
    hint: 'Try again; nothing was changed here.',
  });
}

async function silenceOf({ name }: Remote): Promise<string | undefined> {
  const answer = await probe(`http://${name.registry}/v2/`);
  return answer.kind === 'silence' && SILENT.has(answer.reason) ? answer.reason : undefined;
}

/** The message of skopeo's last line, `time="…" level=fatal msg="…"`, whose quotes are Go's. */
function lastWords({ end, code, signal, stderr }: RunOutcome): string {
  if (end === 'timedOut') return 'timeout';
  const line = stderr.trim().split('\n').at(-1) ?? '';
  const quoted = /msg=("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  return (quoted === undefined ? line : unquote(quoted)) || `skopeo ended with ${signal ?? code}`;
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

function error(kind: ErrorKind, code: string, [message, hint]: readonly [string, string]): LabError {
  return new LabError({ kind, code, message, hint });
}
