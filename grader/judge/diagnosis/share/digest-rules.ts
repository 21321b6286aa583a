import type { Rule } from '../rule.ts';
import { shareRule } from './share-rule.ts';

/** Why others would get another image than the one that share.yaml speaks of. */
export const DIGEST_RULES: readonly Rule[] = [
  shareRule({
    id: 'no-digest',
    meaning: 'share.yaml says no digest.',
    example: {
      code: 'digest:',
      message: 'There is no digest here yet. lab image push prints it at the end of its last line.',
    },
  }),
  shareRule({
    id: 'bad-digest',
    meaning: 'What share.yaml says is no digest.',
    example: {
      code: 'digest: 0e5c…',
      message:
        'This is no digest. One is sha256: and 64 digits from 0 to 9 and from a to f. Put sha256: in front.',
    },
  }),
  shareRule({
    id: 'digest-differs',
    meaning: "The digest in share.yaml is not the image's.",
    example: {
      code: 'digest: sha256:0000…',
      message:
        'The image in the registry has another digest, sha256:d85e…. Was it built again after the push, or pushed again since?',
    },
  }),
];
