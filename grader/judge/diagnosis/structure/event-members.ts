import { findByTypedef } from '../../../gadget/decode/find-field.ts';
import { timestampField } from '../../events.ts';
import type { CMember, CStruct } from '../source/structs.ts';
import type { Scene } from './scene.ts';

/** The member of the event that Inspektor Gadget takes the time from. */
export function timestampMember({ graded }: Scene): string | undefined {
  return graded && timestampField(graded.struct)?.path.split('.')[0];
}

/** The member that holds who it was. */
export function processMember({ graded }: Scene): string | undefined {
  return graded && findByTypedef(graded.struct, 'gadget_process')?.path.split('.')[0];
}

/** The struct of the events as the source declares it. */
export function eventStruct({ code, graded }: Scene): CStruct | undefined {
  return code.structs.find(({ name }) => name === graded?.struct.name);
}

export function declarationOf(scene: Scene, member: string): CMember | undefined {
  return eventStruct(scene)?.members.find(({ name }) => name === member);
}
