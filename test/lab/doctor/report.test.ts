import { describe, expect, it } from 'vitest';
import { cells } from '../../../grader/report/text.ts';
import type { Examination, Examined } from '../../../lab/doctor/examine.ts';
import { missing, ok, untested } from '../../../lab/doctor/finding.ts';
import { fixCommands, mendText, packages, SETUP } from '../../../lab/doctor/mend.ts';
import { doctorText } from '../../../lab/doctor/report.ts';
import { ranges, summary } from '../../../lab/doctor/summary.ts';

const ALL = ['00', '01', '02', '03', '04'];
const LONG = 'a detail of many words that surely does not fit into one line of a narrow terminal';

function need(id: string, finding: Examined['finding'], neededFor: readonly string[] = ALL): Examined {
  return { id, group: 'compile', title: id, neededFor, without: undefined, finding };
}

function examination(needs: readonly Examined[]): Examination {
  const steps = ALL.map((id) => {
    const lacking = needs.filter(
      ({ neededFor, finding }) => neededFor.includes(id) && finding.status !== 'ok',
    );
    const works =
      lacking.length === 0 ||
      (lacking.every(({ finding }) => finding.status === 'untested') ? 'unknown' : false);
    return { id, name: `step-${id}`, works, because: lacking.map((lack) => lack.id) } as const;
  });
  return { needs, steps };
}

describe('the summary', () => {
  it.each([
    ['everything', [], 'Steps 00–04 work here.'],
    ['all but one', [need('skopeo', missing('x'), ['03'])], 'Steps 00–02 and 04 work here; 03 needs skopeo.'],
    ['nothing', [need('clang', missing('x')), need('btf', missing('x'))], 'Steps 00–04 need clang and btf.'],
    [
      'what could not be tested',
      [need('eBPF', untested('x'))],
      'Whether steps 00–04 work could not be tested: eBPF.',
    ],
  ])('says of %s', (_what, needs, text) => {
    expect(summary(examination(needs))).toBe(text);
  });

  it.each([
    [['01'], '01'],
    [['01', '02'], '01 and 02'],
    [['00', '01', '02', '04'], '00–02 and 04'],
    [['00', '02', '04'], '00, 02 and 04'],
  ])('shortens %j', (ids, text) => {
    expect(ranges(ids)).toBe(text);
  });
});

describe('the text', () => {
  const shown = examination([
    need('clang', ok(LONG)),
    need('go', missing(LONG, packages('golang-go')), ['04']),
    need('pager', missing(LONG), []),
    need('eBPF', untested(LONG)),
  ]);
  const text = (width: number): string =>
    doctorText(shown, { width, paint: (_colour, part) => part }, 'lab doctor');

  it.each([40, 60, 80, 110])('keeps within %d cells, apart from commands', (width) => {
    const lines = text(width)
      .split('\n')
      .filter((line) => !line.includes('mend:'));
    expect(lines.filter((line) => cells(line) > width)).toEqual([]);
  });

  it('never breaks a command', () => {
    expect(text(40)).toContain(mendText(packages('golang-go')));
  });

  it('has a sign for each state', () => {
    expect(text(110)).toMatch(/✓ clang .*✗ go .*– pager .*\? eBPF /s);
  });
});

describe('the commands of --fix', () => {
  it('install all packages at once, before set-up, and nothing twice', () => {
    const commands = fixCommands([SETUP, packages('runc'), packages('skopeo'), packages('runc'), SETUP]);
    const lines = commands.map((words) => words.join(' '));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/apt-get install --yes runc skopeo$/);
    expect(lines[1]).toBe('npm run setup -- --yes');
  });

  it('leave out what only a person can do', () => {
    expect(fixCommands([{ kind: 'advice', text: 'boot a newer kernel' }])).toEqual([]);
  });
});
