import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { formatPretty, type PrettyOptions } from '../../grader/report/pretty.ts';
import { SAMPLES, SOURCE } from './samples.ts';
import { verdictOf } from './verdict.ts';

const PLAIN: PrettyOptions = { color: false, width: 80 };

function sample(name: string): (typeof SAMPLES)[string] {
  const found = SAMPLES[name];
  if (found === undefined) throw new Error(`no sample ${name}`);
  return found;
}

function text(name: string, options: Partial<PrettyOptions> = {}): string {
  return formatPretty(verdictOf(sample(name)), { ...PLAIN, ...options });
}

describe('the report for people', () => {
  const everyWidth = Object.keys(SAMPLES).flatMap((name) =>
    [60, 80, 200].map((width) => [name, width] as const),
  );

  test.each(everyWidth)('%s fits %i columns', (name, width) => {
    const lines = text(name, { width }).split('\n');
    expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
  });

  test('wide terminals get longer lines, not other words', () => {
    const words = (shown: string): readonly string[] => shown.split(/\s+/);
    expect(words(text('wrongValues', { width: 200 }))).toEqual(words(text('wrongValues', { width: 100 })));
  });

  test('a passed step is short and says how to repeat it', () => {
    const shown = text('passed', { next: 'lab check 03' });
    expect(shown).toMatch(/^✓ 02 flags: .* 5\/5 points {2}0\.40 s$/m);
    expect(shown).toContain('✓ 5 of 5 points, seed 4711');
    expect(shown).toContain('lab check 02 --seed 4711');
    expect(shown).toContain('lab check 03');
    expect(shown).not.toMatch(/✗|expected/);
  });

  test('a wrong value is shown with what should have been, what was, and an example', () => {
    const shown = text('wrongValues', { width: 160 });
    expect(shown).toMatch(/✗ The flags of openat are right/);
    expect(shown).toMatch(/expected flags holds the flags of the call/);
    expect(shown).toMatch(/actual .*wrong in \d+ of \d+ events/);
    expect(shown).toMatch(/· openat\(.*\) by .* →\s+expected \d+, got 577/);
  });

  test('what was learnt before and got lost is named by its step', () => {
    const shown = text('regressed');
    expect(shown).toContain('What earlier steps taught does not hold any more');
    expect(shown).toContain('01/short');
  });

  test('checks that wait are one line for each thing that they wait for', () => {
    const shown = text('halfWay', { width: 200 });
    expect(shown).toMatch(
      /– 8 checks not run, this has to pass first: The event has a member for the process\n/,
    );
  });

  test('a compiler error looks like a compiler’s, with the line and a caret below the place', () => {
    const shown = text('notBuilt', { sourceLine: (_, line) => (line === 42 ? SOURCE : undefined) });
    expect(shown).toContain("program.bpf.c:42:9: error: no member named 'flag' in 'struct event'");
    const lines = shown.split('\n');
    const source = lines.findIndex((line) => line.includes('42 |     event->flag = flags;'));
    expect(source).toBeGreaterThan(0);
    expect(lines[source + 1]?.indexOf('^')).toBe(lines[source]?.indexOf('flag = '));
    expect(shown).toMatch(/fix write `flags`/);
    expect(shown).toContain('mend program.bpf.c:42, then: lab check 02');
  });

  test('Go’s error looks like clang’s', () => {
    const shown = text('moduleNotBuilt', {
      width: 100,
      sourceLine: (file, line) => (file === 'go/main.go' && line === 76 ? '\t\tstrings.Join()' : undefined),
    });
    expect(shown).toContain('go/main.go:76:40: error: undefined: strings');
    expect(shown).toContain('76 |         strings.Join()');
    expect(shown).toContain('mend go/main.go:76, then: lab check 04');
    expect(shown.match(/undefined: strings/g)?.length).toBe(1);
  });

  test('variables that are not used are a remark, until the task that they are for', () => {
    const shown = text('moduleDraft', { width: 100 });
    expect(shown).toMatch(/✓ Build and start the module/);
    expect(shown).toMatch(/note 2 variables are declared and not used/);
    expect(shown).toMatch(/✗ Go takes the module as it is/);
    expect(shown).toContain('go/main.go:60:2: warning: declared and not used: flags');
  });

  test('a module’s panic is shown with its call, its text and its log, and none of it can move the cursor', () => {
    const shown = text('modulePanicked', { width: 100 });
    expect(shown).toMatch(/· openat\(.*\) by sh/);
    expect(shown).toContain('output panic: index out of range [3]');
    expect(shown).toContain('module warning looking at \\x1b[31m3');
    expect(shown).toContain('host warning fieldSet: `filename` has 256 bytes');
    expect(shown).toMatch(/why go\/main\.go:71:2: /);
    expect(shown.match(/main\.deeper/g)?.length).toBeLessThan(10);
    expect(shown).toMatch(/and \d+ more/);
  });

  test('a right module is not worth a word', () => {
    expect(text('moduleRight')).not.toMatch(/module (error|warning)|output|why/);
  });

  test('no module at all is said in one sentence, beside the checks that wait for it', () => {
    const shown = text('noModule', { width: 100 });
    expect(shown).toMatch(/why build\.yaml has no key `wasm`/);
    expect(shown).toMatch(/– 10 checks not run, this has to pass first: The module compiles to WASM\n/);
  });

  test('a shared image is one line: its name, its digest, and where it came from', () => {
    const shown = text('shared', { width: 110 });
    expect(shown).toMatch(
      /^ {2}image ttl\.sh\/4be1c02d\S+:latest \(d85e5e5e5e5e\), pulled from its registry$/m,
    );
    expect(shown).toContain('What earlier steps taught still holds');
    expect(shown).not.toMatch(/✗|why|\bsee /);
    expect(text('sharedByArchive', { width: 110 })).toMatch(/image .*, read from share\.oci\.tar\n/);
    expect(text('sharedByArchive', { width: 110 })).toMatch(/note .*share\.oci\.tar was graded in its place/);
  });

  test('an image that was not pushed is told with the command, and the part of the lesson', () => {
    const shown = text('notPushed', { width: 110 });
    expect(shown).toMatch(/image .*, only in the store of this machine\n/);
    expect(shown).toMatch(/why share\.yaml:4:8: [^✗]*lab image\s+push ttl\.sh/);
    expect(shown).toContain('see lab guide 03');
    expect(shown).toMatch(/– 11 checks not run, this has to pass first: The registry has the image\n/);
    expect(shown).toContain('mend share.yaml:4, then: lab check 03');
  });

  test('a registry that cannot be reached is an error, beside what is known all the same', () => {
    const shown = text('registryDown', { width: 110 });
    expect(shown).toMatch(/^! 03 share/m);
    expect(shown).toMatch(/✓ Build an image/);
    expect(shown).toMatch(/– 2 checks not run, the registry cannot be reached\n/);
    expect(shown).toMatch(/error The registry ttl\.sh cannot be reached: ENOTFOUND\./);
    expect(shown).toMatch(/mend .*lab image export/);
    expect(shown.match(/ENOTFOUND/g)?.length).toBe(1);
  });

  test('a refused image is shown with the reason, which cannot move the cursor', () => {
    const shown = text('hostileImage', { width: 110 });
    expect(shown).toMatch(/image .*, pulled from its registry and refused\n/);
    expect(shown).toMatch(
      /why share\.yaml:4:8: The image in the registry is refused: A layer is \\x1b\[31m5 GB/,
    );
  });

  test('an image that is nowhere is said to be so', () => {
    expect(text('nothingBuilt', { width: 110 })).toMatch(/image .*, which its registry does not give away\n/);
  });

  test('a share.yaml that cannot be read looks like a compiler’s error, and is told once', () => {
    const sourceLine = (file: string, line: number) =>
      file === 'share.yaml' && line === 2 ? 'ttl.sh/open' : undefined;
    const shown = text('badShareFile', { width: 110, sourceLine });
    expect(shown).toContain('share.yaml:2:1: error: a mapping is needed here');
    expect(shown).toContain('2 | ttl.sh/open');
    expect(shown.match(/a mapping is needed/g)?.length).toBe(1);
  });

  test('without share.yaml there is no image to be shown', () => {
    const shown = text('noShareFile', { width: 110 });
    expect(shown).not.toMatch(/^ {2}image/m);
    expect(shown).toMatch(/why share\.yaml: There is no share\.yaml/);
  });

  test('the verifier’s decisive line comes first, its log on request', () => {
    const short = text('refused', { width: 100 });
    expect(short).toContain('The kernel refuses the program, and says: “R8 invalid mem access');
    expect(short).toMatch(/--verifier-log shows all \d+ lines/);
    expect(short).not.toMatch(/processed \d+ insns/);
    const long = text('refused', { verifierLog: true, width: 200 });
    expect(long).toMatch(/processed \d+ insns/);
    expect(long).not.toContain('--verifier-log shows');
  });

  test('an error says what is wrong with the run and what mends it', () => {
    const shown = text('overflow');
    expect(shown).toMatch(/^! 02 flags/m);
    expect(shown).toContain('may have found the ring buffer full');
    expect(shown).toContain('GADGET_TRACER_MAP');
    expect(shown).not.toContain('still holds');
  });

  test('a machine that can judge nothing is told without steps', () => {
    const error = { code: 'no-root', message: 'Loading eBPF needs root.', hint: 'sudo lab check 00' };
    const shown = formatPretty({ ...verdictOf(), status: 'error', error }, PLAIN);
    expect(shown).toContain('Loading eBPF needs root.');
    expect(shown).toContain('sudo lab check 00');
  });

  test('the architecture’s limits are told', () => {
    expect(text('arm64', { width: 120 })).toContain('arm64 has no system call open');
  });
});

describe('colour', () => {
  test('is there only if asked for', () => {
    expect(text('wrongValues')).not.toContain('\u001b');
    expect(text('wrongValues', { color: true })).toContain('\u001b[');
  });

  test('changes nothing but the colour', () => {
    for (const name of Object.keys(SAMPLES)) {
      expect(stripVTControlCharacters(text(name, { color: true }))).toBe(text(name));
    }
  });
});

describe('what learners and programs wrote', () => {
  test('cannot command the terminal', () => {
    const evil = '\x1b]0;owned\x07\x9b2J\r\u202e';
    const step = sample('passed');
    const verdict = verdictOf({
      ...step,
      title: evil,
      status: 'failed',
      build: {
        status: 'failed',
        durationMs: 1,
        diagnostics: [{ file: evil, line: 1, column: 2, severity: 'error', category: evil, message: evil }],
      },
      load: {
        status: 'failed',
        refusal: { stage: 'load', errno: 'E', message: evil, verifierLog: evil, libbpfLog: evil },
      },
      tasks: step.tasks.map((task) => ({
        ...task,
        title: evil,
        checks: [
          {
            id: evil,
            title: evil,
            status: 'failed',
            expected: evil,
            actual: evil,
            evidence: { examples: [{ call: evil, expected: evil, actual: evil }] },
          },
          { id: evil, title: evil, status: 'notRun', blockedBy: evil },
          { id: evil, title: evil, status: 'passed', remark: evil },
        ],
      })),
      kept: [{ id: evil, title: evil, status: 'failed', expected: evil, actual: evil }],
      diagnoses: [{ id: evil, message: evil, file: evil, line: 1, see: evil }],
      error: { code: 'x', message: evil, hint: evil },
    });
    const shown = formatPretty(
      { ...verdict, kernel: evil },
      { ...PLAIN, verifierLog: true, sourceLine: () => evil },
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come through
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });
});
