import type { Rule } from '../rule.ts';
import { shareRule } from './share-rule.ts';

/** Why a name is not one to share an image by. */
export const NAME_RULES: readonly Rule[] = [
  shareRule({
    id: 'default-namespace',
    meaning: "The image's name is in a namespace where the learner cannot push.",
    example: {
      code: 'image: open',
      message:
        'ghcr.io/inspektor-gadget/gadget/open:latest is in the namespace of Inspektor Gadget itself, where you cannot push. Put a registry of your own in front of the name.',
    },
  }),
  shareRule({
    id: 'guessable-name',
    meaning: 'On a registry without accounts, others may come upon the name and overwrite the image.',
    example: {
      code: 'image: ttl.sh/open',
      message:
        'Anybody may push to ttl.sh under any name, and so overwrite your image. Take a name that nobody else comes upon: ID=$(uuidgen).',
    },
  }),
];
