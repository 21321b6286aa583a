// An eBPF object in its life: opened, set up, loaded, attached, closed.
#pragma once

#include <bpf/libbpf.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "failure.h"
#include "layout.h"
#include "ring.h"

namespace lab {

struct Bytes {
  const uint8_t* data;
  size_t size;
};

struct ProgramInfo {
  std::string name;
  std::string section;
  uint32_t type;
};

struct MapInfo {
  std::string name;
  uint32_t type;
  uint32_t keySize;
  uint32_t valueSize;
  uint32_t maxEntries;
};

// All calls come from one thread. Only `close` may be called once it is closed.
class Object {
 public:
  // Parses the ELF; the bytes are not needed afterwards.
  static Result<std::unique_ptr<Object>> open(Bytes elf, const std::string& name);

  ~Object() { close(); }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  std::vector<ProgramInfo> programs() const;
  std::vector<MapInfo> maps() const;
  const btf* types() const { return bpf_object__btf(object_); }

  std::optional<std::vector<uint8_t>> constant(const std::string& name) const;
  Outcome setConstant(const std::string& name, Bytes value);
  Outcome setMaxEntries(const std::string& map, uint32_t entries);
  Outcome setAutoload(const std::string& program, bool autoload);
  Outcome reuseMap(const std::string& map, const Object& from, const std::string& fromMap);

  Outcome load();
  // Helper ids; nothing for an unknown program.
  std::optional<std::vector<uint32_t>> helpers(const std::string& program) const;
  Outcome attach();
  void detach() { links_.clear(); }

  Outcome updateMap(const std::string& map, Bytes key, Bytes value);
  Outcome deleteMapKey(const std::string& map, Bytes key);
  // Nothing without such a key.
  Result<std::optional<std::vector<uint8_t>>> lookupMap(const std::string& map, Bytes key) const;

  Result<std::shared_ptr<Drain>> drain(const std::string& map, size_t limit, Drain::Notify notify);

  // Stops drains, detaches, unloads. Idempotent.
  void close();
  bool closed() const { return object_ == nullptr; }

 private:
  struct Unlink {
    void operator()(bpf_link* link) const { bpf_link__destroy(link); }
  };
  using Link = std::unique_ptr<bpf_link, Unlink>;

  struct ActiveDrain {
    bpf_map* map;
    std::weak_ptr<Drain> drain;
  };

  explicit Object(bpf_object* object) : object_(object) {}

  bpf_map* findMap(const std::string& name) const;
  bpf_program* findProgram(const std::string& name) const;
  bool isDrained(const bpf_map* map) const;

  bpf_object* object_;
  bool loaded_ = false;
  std::vector<Link> links_;
  std::vector<ActiveDrain> drains_;
};

}  // namespace lab
