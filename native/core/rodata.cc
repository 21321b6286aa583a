#include "rodata.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <cstring>
#include <string>

namespace lab {

namespace {

std::string nameOf(const btf* types, uint32_t offset) {
  const char* name = btf__name_by_offset(types, offset);
  return name == nullptr ? "" : name;
}

// libbpf has filled in the offsets by now; clang leaves them 0.
const btf_var_secinfo* findInSection(const btf* types, const btf_type* section, const char* name) {
  const btf_var_secinfo* entries = btf_var_secinfos(section);
  for (int i = 0; i < btf_vlen(section); i++) {
    const btf_type* variable = btf__type_by_id(types, entries[i].type);
    if (variable != nullptr && btf_is_var(variable) && nameOf(types, variable->name_off) == name)
      return &entries[i];
  }
  return nullptr;
}

Constant within(bpf_object* object, const std::string& section, const btf_var_secinfo& place) {
  bpf_map* map = bpf_object__find_map_by_name(object, section.c_str());
  size_t size = 0;
  auto* memory = map == nullptr ? nullptr : static_cast<const uint8_t*>(bpf_map__initial_value(map, &size));
  if (memory == nullptr || place.offset > size || place.size > size - place.offset) return {};
  // Before load this is libbpf's own writable copy; it offers no setter for a part of it.
  return {const_cast<uint8_t*>(memory) + place.offset, place.size};
}

}  // namespace

Constant findConstant(bpf_object* object, const char* name) {
  const btf* types = bpf_object__btf(object);
  if (types == nullptr) return {};
  for (uint32_t id = 1; id < btf__type_cnt(types); id++) {
    const btf_type* section = btf__type_by_id(types, id);
    if (!btf_is_datasec(section)) continue;
    const std::string sectionName = nameOf(types, section->name_off);
    if (sectionName.rfind(".rodata", 0) != 0) continue;
    if (const btf_var_secinfo* found = findInSection(types, section, name))
      return within(object, sectionName, *found);
  }
  return {};
}

}  // namespace lab
