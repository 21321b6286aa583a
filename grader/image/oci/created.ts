import type { Annotations } from './descriptor.ts';
import { ANNOTATIONS } from './media-types.ts';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** When an image was built, RFC 3339; undefined where the annotations do not say, or say something else. */
export function createdOf(annotations: Annotations | undefined): string | undefined {
  const text = annotations?.[ANNOTATIONS.created];
  return text !== undefined && RFC_3339.test(text) ? text : undefined;
}
