import { showName } from '../../text.ts';
import { describeType, isCharArray } from '../../types.ts';
import { type Finding, rule } from '../rule.ts';
import { declarationOf, eventStruct } from './event-members.ts';
import { type FailedMember, failedMembers } from './member-checks.ts';
import { at, type Scene, sceneOf } from './scene.ts';

export const memberTooShort = rule({
  id: 'member-too-short',
  meaning: 'The array has too little room.',
  example: {
    code: 'char filename[64];',
    message:
      '`filename` has room for 64 bytes only, so longer names would be cut. It has to have at least 256.',
  },
  needs: ['facts', 'program'],
  find: (evidence) =>
    named(sceneOf(evidence), failedMembers(evidence, sceneOf(evidence)), ({ spec, member }) => {
      const type = member?.type;
      if (type?.kind !== 'array' || !isCharArray(type) || type.count >= (spec.atLeast ?? 0)) return undefined;
      return `\`${spec.name}\` has room for ${type.count} ${type.count === 1 ? 'byte' : 'bytes'} only, so longer names would be cut. It has to have at least ${spec.atLeast}.`;
    }),
});

export const memberIsPointer = rule({
  id: 'member-is-pointer',
  meaning: 'The member holds an address, not what is to be found there.',
  example: {
    code: 'const char *filename;',
    message:
      '`filename` is a pointer: the event would carry an address in the memory of another process, which is worth nothing outside of it. The event has to hold the bytes themselves, in an array of at least 256 `char`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const failed = failedMembers(evidence, scene);
    return [
      ...named(scene, failed, ({ spec, member }) => {
        if (member?.type.kind !== 'pointer') return undefined;
        const what =
          spec.atLeast === undefined
            ? 'the value itself'
            : `the bytes themselves, in an array of at least ${spec.atLeast} \`${spec.type}\``;
        return `\`${spec.name}\` is a pointer: the event would carry an address in the memory of another process, which is worth nothing outside of it. The event has to hold ${what}.`;
      }),
      ...pointersTo(scene, failed),
    ];
  },
});

/** Members whose name is the learner's to choose: `struct gadget_process *proc`. */
function pointersTo(scene: Scene, failed: readonly FailedMember[]): readonly Finding[] {
  return failed.flatMap(({ id, spec }): Finding[] => {
    if (spec.name !== undefined) return [];
    const pointer = eventStruct(scene)?.members.find(({ text }) =>
      new RegExp(`\\b${spec.type}\\b[^,]*\\*`).test(text),
    );
    if (pointer === undefined) return [];
    const message = `\`${showName(pointer.name)}\` is a pointer: the event would carry an address that is worth nothing outside of the kernel. The event has to hold the whole \`struct ${spec.type}\`, without the \`*\`.`;
    return [{ message, confidence: 'certain', explains: [id], ...at(pointer) }];
  });
}

export const memberWrongType = rule({
  id: 'member-wrong-type',
  meaning: 'The member is there, but its type is another one.',
  example: {
    code: '__u64 flags;',
    message: '`flags` is __u64 (8 bytes); it has to be `int`, as the flags of the system call are.',
  },
  needs: ['facts', 'program'],
  find: (evidence) =>
    named(sceneOf(evidence), failedMembers(evidence, sceneOf(evidence)), ({ spec, member }) => {
      const type = member?.type;
      if (type === undefined || type.kind === 'pointer') return undefined;
      // An array of char may only be too short.
      return spec.type === 'char' && spec.atLeast !== undefined && isCharArray(type)
        ? undefined
        : wrong(spec, type);
    }),
});

function wrong(spec: FailedMember['spec'], type: NonNullable<FailedMember['member']>['type']): string {
  const wanted =
    spec.atLeast === undefined
      ? spec.name === 'flags'
        ? '`int`, as the flags of the system call are'
        : `\`${spec.type}\``
      : `an array of at least ${spec.atLeast} \`${spec.type}\``;
  return `\`${spec.name}\` is ${describeType(type)}; it has to be ${wanted}.`;
}

/** Findings about members that the check names; the place is the member's declaration. */
function named(
  scene: Scene,
  failed: readonly FailedMember[],
  describe: (failed: FailedMember) => string | undefined,
): readonly Finding[] {
  return failed.flatMap((one): Finding[] => {
    const message = one.spec.name === undefined ? undefined : describe(one);
    if (message === undefined) return [];
    return [
      {
        message,
        confidence: 'certain',
        explains: [one.id],
        ...at(declarationOf(scene, one.spec.name ?? '')),
      },
    ];
  });
}
