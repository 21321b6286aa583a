// The life of an object: open, describe, load, attach, close.
#include "object.h"

#include <bpf/btf.h>

#include <cerrno>

#include "helpers.h"
#include "log.h"
#include "verifier_log.h"

namespace lab {

namespace {

// libbpf shows `.rodata` as `program_.rodata`, its prefix cut from the object's name.
std::string realName(const bpf_map* map) {
  const std::string name = bpf_map__name(map);
  if (!bpf_map__is_internal(map)) return name;
  for (const std::string section : {".rodata", ".data", ".bss", ".kconfig"})
    if (name.size() > section.size() &&
        name.compare(name.size() - section.size(), section.size(), section) == 0)
      return section;
  return name;
}

bool hasProgram(const bpf_object* object, const std::string& name) {
  return bpf_object__find_program_by_name(object, name.c_str()) != nullptr;
}

}  // namespace

Result<std::unique_ptr<Object>> Object::open(Bytes elf, const std::string& name) {
  LogCapture log;
  // libelf may convert in place.
  std::vector<uint8_t> copy(elf.data, elf.data + elf.size);
  bpf_object_open_opts options{};
  options.sz = sizeof options;
  options.object_name = name.c_str();
  bpf_object* opened = bpf_object__open_mem(copy.data(), copy.size(), &options);
  if (opened == nullptr) return failure("open", errno, log.take());
  // A map that asks to be pinned by name would outlive its object, and the next object would get it.
  bpf_map* map;
  bpf_object__for_each_map(map, opened) bpf_map__set_pin_path(map, nullptr);
  return std::unique_ptr<Object>(new Object(opened));
}

std::vector<ProgramInfo> Object::programs() const {
  std::vector<ProgramInfo> all;
  bpf_program* program;
  bpf_object__for_each_program(program, object_)
      all.push_back({bpf_program__name(program), bpf_program__section_name(program),
                     static_cast<uint32_t>(bpf_program__type(program))});
  return all;
}

std::vector<MapInfo> Object::maps() const {
  std::vector<MapInfo> all;
  bpf_map* map;
  bpf_object__for_each_map(map, object_)
      all.push_back({realName(map), static_cast<uint32_t>(bpf_map__type(map)), bpf_map__key_size(map),
                     bpf_map__value_size(map), bpf_map__max_entries(map)});
  return all;
}

Outcome Object::load() {
  LogCapture log;
  VerifierLog verifier;
  if (!loaded_) verifier.serve(object_);
  const int error = bpf_object__load(object_);
  if (error == 0) {
    loaded_ = true;
    return std::nullopt;
  }
  Failure refused = failure("load", -error);
  refused.verifierLog = verifier.text();
  if (hasProgram(object_, log.program())) refused.program = log.program();
  refused.libbpfLog = log.take();
  return refused;
}

std::optional<std::vector<uint32_t>> Object::helpers(const std::string& program) const {
  const bpf_program* found = findProgram(program);
  if (found == nullptr) return std::nullopt;
  return helperIds(found);
}

// In the object's order: programs on one tracepoint run in the order of attachment.
Outcome Object::attach() {
  LogCapture log;
  if (!links_.empty()) return failure("attach", EBUSY);
  bpf_program* program;
  bpf_object__for_each_program(program, object_) {
    if (!bpf_program__autoload(program)) continue;
    Link link(bpf_program__attach(program));
    if (link) {
      links_.push_back(std::move(link));
      continue;
    }
    Failure refused = failure("attach", errno, log.take());
    refused.program = bpf_program__name(program);
    detach();
    return refused;
  }
  return std::nullopt;
}

void Object::close() {
  for (const ActiveDrain& active : drains_)
    if (const std::shared_ptr<Drain> drain = active.drain.lock()) drain->stop();
  drains_.clear();
  detach();
  bpf_object__close(std::exchange(object_, nullptr));
}

bpf_map* Object::findMap(const std::string& name) const {
  return bpf_object__find_map_by_name(object_, name.c_str());
}

bpf_program* Object::findProgram(const std::string& name) const {
  return bpf_object__find_program_by_name(object_, name.c_str());
}

}  // namespace lab
