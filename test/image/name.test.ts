import { describe, expect, test } from 'vitest';
import { parseImageName, parseImageReference, shortRepository } from '../../grader/image/name.ts';
import { LabError } from '../../grader/model/error.ts';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('the full name', () => {
  test.each([
    ['open', 'ghcr.io/inspektor-gadget/gadget/open:latest'],
    ['open:v1', 'ghcr.io/inspektor-gadget/gadget/open:v1'],
    ['ghcr.io/foo', 'ghcr.io/inspektor-gadget/gadget/foo:latest'],
    ['foo/bar', 'ghcr.io/foo/bar:latest'],
    ['localhost/x', 'localhost/x:latest'],
    ['localhost:5000/me/open', 'localhost:5000/me/open:latest'],
    ['127.0.0.1:5001/x:t', '127.0.0.1:5001/x:t'],
    ['[::1]:5000/x', '[::1]:5000/x:latest'],
    ['ttl.sh/a', 'ttl.sh/a:latest'],
    ['docker.io/x', 'docker.io/library/x:latest'],
    ['docker.io/me/x', 'docker.io/me/x:latest'],
    ['Registry/x', 'Registry/x:latest'],
    ['open:V1_x.2-', 'ghcr.io/inspektor-gadget/gadget/open:V1_x.2-'],
    [`open@${DIGEST}`, `ghcr.io/inspektor-gadget/gadget/open@${DIGEST}`],
    [`ttl.sh/a:1h@${DIGEST}`, `ttl.sh/a:1h@${DIGEST}`],
  ])('of %s is %s', (text, full) => {
    expect(parseImageName(text).full).toBe(full);
  });

  test('stays what it is when it is completed again', () => {
    for (const text of ['open', 'foo/bar', 'localhost/x', 'docker.io/x', `open@${DIGEST}`])
      expect(parseImageName(parseImageName(text).full)).toEqual(parseImageName(text));
  });
});

describe('no name of an image', () => {
  test.each([
    ['', 'it is empty'],
    ['Open', 'upper-case'],
    ['ttl.sh/Me/open', 'upper-case'],
    ['x:', 'nothing follows the colon'],
    ['x:y:z', 'only one tag'],
    ['x:-v', 'a tag has'],
    [`x:${'t'.repeat(129)}`, 'a tag has'],
    ['../x', 'is no name'],
    ['ttl.sh/../../etc/passwd', 'path of a folder'],
    ['me//open', 'each part between slashes'],
    ['me/open\u001b[31m', 'each part between slashes'],
    ['-open', 'each part between slashes'],
    [`ttl.sh/${'a'.repeat(256)}`, 'longer than 255'],
    ['a/'.repeat(20_000), 'far too long'],
    ['open@sha256:abc', 'must be a digest'],
    [`open@sha512:${'a'.repeat(128)}`, 'must be a digest'],
  ])('%j is refused with its reason', (text, reason) => {
    const parse = (): unknown => parseImageName(text);
    expect(parse).toThrow(LabError);
    expect(parse).toThrow(reason);
  });

  test('is a request that cannot be done, with the forms that there are', () => {
    const error = (() => {
      try {
        return parseImageName('x:');
      } catch (reason) {
        return reason;
      }
    })();
    expect(error).toMatchObject({
      kind: 'request',
      code: 'bad-image-name',
      hint: expect.stringContaining('open:v1'),
    });
  });
});

test('a digest alone is a reference, with or without @', () => {
  for (const text of [DIGEST, `@${DIGEST}`])
    expect(parseImageReference(text)).toEqual({ kind: 'digest', digest: DIGEST });
  expect(parseImageReference('open')).toMatchObject({ kind: 'name', name: { tag: 'latest' } });
});

test('a list leaves out the part that stands there by default', () => {
  expect(shortRepository('ghcr.io/inspektor-gadget/gadget/open')).toBe('open');
  expect(shortRepository('ttl.sh/inspektor-gadget/gadget/open')).toBe('ttl.sh/inspektor-gadget/gadget/open');
});
