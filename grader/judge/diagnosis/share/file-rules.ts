import type { Rule } from '../rule.ts';
import { shareRule } from './share-rule.ts';

/** Why share.yaml names no image. */
export const FILE_RULES: readonly Rule[] = [
  shareRule({
    id: 'no-share-file',
    meaning: 'There is no share.yaml.',
    example: {
      code: '# share.yml',
      message: 'There is no share.yaml in the folder. It says which image you shared.',
    },
  }),
  shareRule({
    id: 'bad-share-file',
    meaning: 'share.yaml cannot be read.',
    example: {
      code: 'image: [open]',
      message: '`image` must be text, here is a list',
    },
  }),
  shareRule({
    id: 'no-image-name',
    meaning: 'share.yaml names no image yet.',
    example: {
      code: 'image:',
      message: 'No image is named here yet. Write the name that you built and pushed yours by.',
    },
  }),
  shareRule({
    id: 'bad-image-name',
    meaning: 'What share.yaml names an image by is no name.',
    example: {
      code: 'image: https://ttl.sh/open',
      message: '"https://ttl.sh/open" is no name of an image: leave out https://.',
    },
  }),
];
