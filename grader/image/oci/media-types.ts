/** The types of a gadget image's parts (Inspektor Gadget v0.46.0, pkg/oci/build.go). */
export const MEDIA_TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  emptyConfig: 'application/vnd.oci.empty.v1+json',
  metadata: 'application/vnd.gadget.config.v1+yaml',
  program: 'application/vnd.gadget.ebpf.program.v1+binary',
  module: 'application/vnd.gadget.wasm.program.v1+binary',
  btfgen: 'application/vnd.gadget.btfgen.v1+binary',
} as const;

export const ARTIFACT_TYPE = 'application/vnd.gadget.v1+binary';

export const ANNOTATIONS = {
  created: 'org.opencontainers.image.created',
  title: 'org.opencontainers.image.title',
  description: 'org.opencontainers.image.description',
  url: 'org.opencontainers.image.url',
  documentation: 'org.opencontainers.image.documentation',
  source: 'org.opencontainers.image.source',
  /** In a store's index.json: what the image is called. */
  refName: 'org.opencontainers.image.ref.name',
  builderVersion: 'io.inspektor-gadget.builder.version',
} as const;
