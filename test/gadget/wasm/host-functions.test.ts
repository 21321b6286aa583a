import { beforeAll, describe, expect, it } from 'vitest';
import { syscallNames } from '../../../grader/gadget/operators/syscall-names.ts';
import { LOG_LEVELS, type LogLevel } from '../../../grader/model/module.ts';
import { runTestModule, type Said } from './run.ts';

const options = {
  params: new Map([
    ['greeting', 'grüße'],
    ['empty', ''],
  ]),
  isWanted: (mntns: bigint) => mntns === 2n ** 63n + 1n,
};

/** What the module logged of something: the text after `<what>: `. */
const of = ({ log }: Said, what: string) =>
  log.flatMap(({ from, message }) =>
    from === 'module' && message.startsWith(`${what}:`) ? [message.slice(what.length + 1).trim()] : [],
  );
const refusals = ({ log }: Said, name: string) =>
  log.filter(({ from, message }) => from === 'host' && message.startsWith(`${name}:`));

describe('functions that a real Go module calls', () => {
  let said: Said;
  beforeAll(async () => {
    said = await runTestModule('host', options);
  });

  it('let it run to its end', () => {
    expect(said.failure).toBeUndefined();
  });

  it('gadgetLog takes the levels from error to trace, and says what has none', () => {
    const own = said.log.filter(({ message }) => message === 'an error' || message === 'a warning');
    expect(own).toEqual([
      { level: 'error', from: 'module', message: 'an error' },
      { level: 'warning', from: 'module', message: 'a warning' },
    ]);
    expect(said.log).toContainEqual({ level: 'info', from: 'module', message: '' });
    expect(refusals(said, 'gadgetLog').map(({ message }) => message)).toEqual([
      expect.stringContaining('9: odd'),
    ]);
  });

  it.each(LOG_LEVELS)('gadgetShouldLog wants %s and what is graver', async (logLevel: LogLevel) => {
    const { log } = await runTestModule('host', { ...options, logLevel, logLines: Infinity });
    const wanted = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(logLevel) + 1);
    expect(new Set(log.map(({ level }) => level))).toEqual(new Set(wanted));
    if (!wanted.includes('info')) return;
    const answers = [...LOG_LEVELS, undefined].map((level) => (level && wanted.includes(level) ? '1' : '0'));
    const asked = { log, output: '', failure: undefined };
    expect(answers.map((_, level) => of(asked, `should log ${level}`)[0])).toEqual(answers);
  });

  it('getParamValue gives values, and an error for unknown ones and small buffers', () => {
    expect(of(said, 'param greeting')).toEqual(['grüße <nil>']);
    expect(of(said, 'param empty')).toEqual(['<nil>']);
    expect(of(said, 'param unknown')).toEqual(['error getting param value']);
    expect(of(said, 'param in 4 bytes')).toEqual(['error getting param value']);
    expect(refusals(said, 'getParamValue')).toHaveLength(2);
  });

  it('setConfig takes texts alone', () => {
    expect(of(said, 'config text')).toEqual(['<nil>']);
    expect(of(said, 'config kind 5')).toEqual(['1']);
  });

  it('getSyscallID and getSyscallName know the calls of this machine', () => {
    const openat = [...syscallNames()].find(([, name]) => name === 'openat')?.[0];
    expect(of(said, 'id of openat')).toEqual([`${openat} <nil>`]);
    expect(of(said, 'and back')).toEqual(['openat <nil>']);
    expect(of(said, 'name of 0xfff')).toEqual(['syscall_fff <nil>']);
    expect(of(said, 'name in 3 bytes')).toEqual(['1']);
    expect(of(said, 'id of opentat')[0]).toMatch(/^0 getting syscall ID/);
  });

  it('getSyscallDeclaration knows the parameters of calls', () => {
    expect(of(said, 'declaration of openat')).toEqual([
      '{Name:openat Params:[{Name:dfd IsPointer:false} {Name:filename IsPointer:true} {Name:flags IsPointer:false} {Name:mode IsPointer:false}]} <nil>',
    ]);
    expect(of(said, 'declaration of getpid')).toEqual(['{Name:getpid Params:[]} <nil>']);
    expect(of(said, 'declaration of umount2')[0]).toContain('{Name:name IsPointer:true} {Name:flags');
    expect(of(said, 'declaration of opentat')[0]).toContain('not found');
    expect(of(said, 'declaration in 3 bytes')).toEqual(['1']);
  });

  it.each([
    ['newMap', '0'],
    ['getMap', '0 0'],
    ['mapLookup', '1 [1 2 3 4]'],
    ['mapUpdate', '1'],
    ['mapDelete', '1'],
    ['mapRelease', '1'],
    ['newPerfReader', '1'],
    ['perfReaderPause', '1'],
    ['perfReaderResume', '1'],
    ['perfReaderRead', '1'],
    ['perfReaderClose', '1'],
  ])('%s gives its error value, and says why once', (name, answer) => {
    expect(of(said, name)).toEqual([answer]);
    expect(refusals(said, name)).toHaveLength(1);
  });

  it('shouldDiscardMntnsID discards what is not wanted', () => {
    expect(of(said, 'discard 1')).toEqual(['true']);
    expect(of(said, 'discard 2^63+1')).toEqual(['false']);
  });

  it("kallsymsSymbolExists knows the kernel's symbols", () => {
    expect(of(said, 'symbol do_exit')).toEqual(['true']);
    expect(of(said, 'symbol do_nothing_at_all')).toEqual(['false']);
  });

  it('releaseHandle releases once, and the number of handles is limited', () => {
    expect(of(said, 'new data source')).toEqual(['true <nil>']);
    expect(of(said, 'release')).toEqual(['0 1']);
    expect(of(said, 'release of none')).toEqual(['1']);
    expect(of(said, 'handles')).toEqual(['4096']);
    expect(said.log).toContainEqual(
      expect.objectContaining({ from: 'host', message: expect.stringContaining('4096 handles') }),
    );
  });
});
