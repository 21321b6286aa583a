import type { Rule } from '../rule.ts';
import { shareRule } from './share-rule.ts';

/** What is wrong with the image, or keeps others from getting it. */
export const IMAGE_RULES: readonly Rule[] = [
  shareRule({
    id: 'not-a-gadget-image',
    meaning: 'What has that name is not the image of a gadget, or is damaged.',
    example: {
      code: 'image: docker.io/me/nginx',
      message:
        'The image in the registry is refused: its configuration is of another type. Nothing of it was run.',
    },
  }),
  shareRule({
    id: 'no-image',
    meaning: 'There is no image of that name.',
    example: {
      code: 'image: 127.0.0.1:5000/opne',
      message:
        '127.0.0.1:5000/opne:latest is neither in its registry nor in the store of this machine. If the name is right, build the image, and push it.',
    },
  }),
  shareRule({
    id: 'architecture-missing',
    meaning: 'The image has no program for one of the architectures.',
    example: {
      code: '# an image that was put together by hand',
      message: 'The image has no program for arm64. lab image build makes one for each architecture.',
    },
  }),
  shareRule({
    id: 'not-pushed',
    meaning: 'The image is on this machine only.',
    example: {
      code: 'lab image build -t 127.0.0.1:5000/open .',
      message:
        'The image is only in the store of this machine, where nobody else gets at it: lab image push 127.0.0.1:5000/open:latest',
    },
  }),
  shareRule({
    id: 'registry-denied',
    meaning: 'The registry does not let the grader see the image.',
    example: {
      code: 'image: ghcr.io/me/open',
      message:
        'The registry ghcr.io denies access to ghcr.io/me/open:latest: it was never pushed, or is not public.',
    },
  }),
  shareRule({
    id: 'registry-unreachable',
    meaning: 'The registry does not answer.',
    example: {
      code: 'image: 127.0.0.1:5000/open',
      message:
        'The registry 127.0.0.1:5000 cannot be reached: ECONNREFUSED. If that cannot be helped: lab image export 127.0.0.1:5000/open:latest share.oci.tar',
    },
  }),
];
