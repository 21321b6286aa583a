import type { Rule } from '../rule.ts';
import { DIGEST_RULES } from './digest-rules.ts';
import { FILE_RULES } from './file-rules.ts';
import { imageOutdated } from './image-outdated.ts';
import { IMAGE_RULES } from './image-rules.ts';
import { NAME_RULES } from './name-rules.ts';

/** What is wrong with the shared image. */
export const SHARE_RULES: readonly Rule[] = [
  ...FILE_RULES,
  ...NAME_RULES,
  ...IMAGE_RULES,
  ...DIGEST_RULES,
  imageOutdated,
];
