import { findField } from '../../../gadget/decode/find-field.ts';
import { isImageCheck, isModuleCheck } from '../../../model/check-spec.ts';
import { SHARE_FILE } from '../../../model/share.ts';
import type { Facts } from '../../facts.ts';
import { listShort, showName } from '../../text.ts';
import { fieldName } from '../../values.ts';
import type { FailedCheck } from '../evidence.ts';
import { rule } from '../rule.ts';
import { lineOf } from './share-rule.ts';

export const imageOutdated = rule({
  id: 'image-outdated',
  meaning: 'The program in the shared image does not do what the course asks for.',
  example: {
    code: '# the image was pushed before the flags were there',
    message:
      'The program in the image is not right: its events have no field `flags`. What was pushed is run here, whatever program.bpf.c says by now: build the image again, push it, and put the new digest here.',
  },
  needs: ['share', 'facts'],
  find: ({ share, facts, failed }) => {
    const own = failed.filter(({ spec }) => !isImageCheck(spec) && !isModuleCheck(spec));
    // A program that keeps others from opening files has a worse problem than its age.
    if (share.image.kind !== 'image' || own.length === 0 || facts.callsNotMade > 0) return [];
    const differences = [...new Set(own.map((check) => describe(check, facts)))];
    const message = `The program in the image is not right: ${listShort(differences)}. What was pushed is run here, whatever program.bpf.c says by now: build the image again, push it, and put the new digest here.`;
    const { image, digest } = share.declared.places;
    return [
      {
        message,
        confidence: 'certain',
        place: { file: SHARE_FILE, ...lineOf(digest ?? image) },
        explains: own.map(({ spec }) => spec.id),
      },
    ];
  },
});

function ofMember(name: string | undefined, type: string, graded: Facts['graded']): string {
  if (name === undefined) return `its events lack a \`${type}\``;
  const isThere = graded !== undefined && findField(graded.struct, name) !== undefined;
  return isThere ? `\`${name}\` is not as it has to be` : `its events have no field \`${name}\``;
}

/** What differs, as a part of a sentence. */
function describe({ spec }: FailedCheck, { graded }: Facts): string {
  switch (spec.kind) {
    case 'equals': {
      const name = `\`${fieldName(spec.field)}\``;
      const found = graded && findField(graded.struct, spec.field);
      return found === undefined
        ? `its events have no field ${name}`
        : `\`${showName(found.path)}\` is wrong`;
    }
    case 'member':
      return ofMember(spec.name, spec.type, graded);
    case 'complete':
      return `not every ${spec.syscalls.join(' and ')} has an event`;
    case 'once':
      return `an ${spec.syscalls.join(' or ')} has several events`;
    case 'confined':
      return 'it reports what happens outside of the container';
    case 'timestamp':
      return 'the time is wrong';
    case 'userMemory':
      return `\`${fieldName(spec.field)}\` is read as if it were the kernel's`;
    default:
      return `it fails the check "${spec.title}"`;
  }
}
