import type { DeclaredParams } from '../gadget/metadata/metadata.ts';
import type { GadgetParam } from '../gadget/params/param.ts';
import { startChild } from './child.ts';
import { childFailed } from './host.ts';

/**
 * The parameters of a gadget: what `GADGET_PARAM` marks in its object, and what gadget.yaml gives its module. Nothing
 * is loaded and no rights are needed; undefined where the object is no gadget.
 */
export async function describeParams(
  object: Uint8Array,
  declared: DeclaredParams,
): Promise<readonly GadgetParam[] | undefined> {
  const child = startChild('user');
  try {
    child.send({ type: 'describe', object, declared });
    const reply = await child.next();
    if (reply?.type === 'described') return reply.params;
    if (reply?.type === 'refused') return undefined;
  } finally {
    await child.close();
  }
  throw childFailed(await child.ended);
}
