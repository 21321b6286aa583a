// The pin of the upstream gadget headers (include/gadget) and of the Go API for WASM modules (wasmapi/go).
// `npm run setup` fetches it with `go mod download`; nothing of it is copied into this repository.
module gadget-lab/bpf

go 1.24.0

require github.com/inspektor-gadget/inspektor-gadget v0.46.0
