#!/bin/sh
# The commands of the lesson, one after another, to be run in the gadget's folder.
# REGISTRY is where to push to: `lab registry start` says where the one of this machine listens.
set -eu

: "${REGISTRY:?which registry? For example REGISTRY=127.0.0.1:5000}"

# A name that nobody else takes. Where uuidgen is not installed, the kernel makes one.
ID=$(uuidgen 2>/dev/null || cat /proc/sys/kernel/random/uuid)

lab image build -t open .
lab image tag open "$REGISTRY/$ID"
PUSHED=$(lab image push "$REGISTRY/$ID")
echo "$PUSHED"

# The last line ends with the name, an @, and the digest.
cat >share.yaml <<END
# Which image was shared.

image: $REGISTRY/$ID
digest: ${PUSHED##*@}
END
