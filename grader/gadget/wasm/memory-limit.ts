import { type ByteReader, encodeU32 } from './byte-reader.ts';
import { ModuleFailure } from './host.ts';
import { SECTION, sectionsOf } from './sections.ts';

/** Pages of 64 KiB that a module may have: 16 MiB, as with Inspektor Gadget. */
export const MEMORY_PAGES = 256;

/** Bits of a memory's first byte (WebAssembly 2.0, "5.3.7 Limits"); the others belong to proposals. */
const HAS_MAXIMUM = 1;

/**
 * The same module, whose memory ends at {@link MEMORY_PAGES}. V8 can not be told a limit from outside, and Go declares
 * none, so it is written into the module.
 * @throws ModuleFailure `unusable`, or `memory` where it already starts with more
 */
export function limitMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const memory = sectionsOf(bytes).find(({ id }) => id === SECTION.memory);
  if (memory === undefined) throw new ModuleFailure('unusable', 'The module has no memory of its own.');
  const { start, body } = memory;
  const content = [1, HAS_MAXIMUM, ...limits(body).flatMap(encodeU32)];
  const rewritten = [SECTION.memory, ...encodeU32(content.length), ...content];
  const result = new Uint8Array(bytes.length - (body.end - start) + rewritten.length);
  result.set(bytes.subarray(0, start));
  result.set(rewritten, start);
  result.set(bytes.subarray(body.end), start + rewritten.length);
  return result;
}

/** Least and most pages of the one memory of the section. */
function limits(section: ByteReader): readonly [number, number] {
  const memories = section.u32();
  if (memories !== 1)
    throw new ModuleFailure('unusable', `The module has ${memories} memories instead of one.`);
  const flags = section.byte();
  if (flags > HAS_MAXIMUM) {
    throw new ModuleFailure('unusable', 'The module wants a memory that is shared or has 64-bit addresses.');
  }
  const least = section.u32();
  const most = flags === HAS_MAXIMUM ? section.u32() : MEMORY_PAGES;
  if (!section.done)
    throw new ModuleFailure('unusable', 'The module says more of its memory than can be read.');
  if (least > MEMORY_PAGES) throw tooLarge(least);
  return [least, Math.min(most, MEMORY_PAGES)];
}

function tooLarge(pages: number): ModuleFailure {
  const message = `The module wants ${pages} pages of memory to start with; it may have ${MEMORY_PAGES}.`;
  return new ModuleFailure('memory', message);
}
