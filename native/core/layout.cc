#include "layout.h"

#include <bpf/btf.h>

namespace lab {

namespace {

constexpr int kDeepest = 32;
// A few lines of BTF can nest to billions of members.
constexpr int kMostTypes = 65536;

// Reads types by value; every pointer into the BTF may be null when the object is damaged.
class LayoutReader {
 public:
  explicit LayoutReader(const btf* types) : types_(types) {}

  std::string name(uint32_t offset) const {
    const char* text = btf__name_by_offset(types_, offset);
    return text == nullptr ? "" : text;
  }

  TypeLayout type(uint32_t id) { return read(id, 0); }

  std::vector<Member> members(const btf_type* composite, int depth) {
    std::vector<Member> all;
    const btf_member* entries = btf_members(composite);
    for (uint32_t i = 0; i < btf_vlen(composite); i++) {
      TypeLayout type = read(entries[i].type, depth + 1);
      const uint32_t firstBit = btf_member_bit_offset(composite, i);
      const uint32_t bitCount = btf_member_bitfield_size(composite, i);
      all.push_back(place(name(entries[i].name_off), firstBit, bitCount, std::move(type)));
    }
    return all;
  }

 private:
  TypeLayout read(uint32_t id, int depth) {
    TypeLayout layout;
    const btf_type* type = resolve(id, layout.typedefs);
    budget_--;
    if (type == nullptr || depth > kDeepest || budget_ <= 0) return layout;
    layout.name = name(type->name_off);
    fill(layout, type, depth);
    return layout;
  }

  // Null for void and for what does not end in a type.
  const btf_type* resolve(uint32_t id, std::vector<std::string>& typedefs) const {
    const btf_type* type = btf__type_by_id(types_, id);
    for (int steps = 0; type != nullptr && steps < kDeepest; steps++) {
      if (btf_is_typedef(type)) typedefs.push_back(name(type->name_off));
      else if (!btf_is_mod(type)) return btf_is_void(type) ? nullptr : type;
      type = btf__type_by_id(types_, type->type);
    }
    return nullptr;
  }

  void fill(TypeLayout& layout, const btf_type* type, int depth) {
    switch (btf_kind(type)) {
      case BTF_KIND_INT: return fillInt(layout, type);
      case BTF_KIND_FLOAT: return fillPlain(layout, TypeLayout::Kind::Float, type->size);
      case BTF_KIND_PTR: return fillPlain(layout, TypeLayout::Kind::Pointer, btf__pointer_size(types_));
      case BTF_KIND_ENUM: return fillEnum(layout, type);
      case BTF_KIND_ENUM64: return fillEnum64(layout, type);
      case BTF_KIND_ARRAY: return fillArray(layout, type, depth);
      case BTF_KIND_STRUCT: return fillComposite(layout, TypeLayout::Kind::Struct, type, depth);
      case BTF_KIND_UNION: return fillComposite(layout, TypeLayout::Kind::Union, type, depth);
      default: return;
    }
  }

  static void fillPlain(TypeLayout& layout, TypeLayout::Kind kind, uint64_t size) {
    layout.kind = kind;
    layout.size = size;
  }

  static void fillInt(TypeLayout& layout, const btf_type* type) {
    fillPlain(layout, TypeLayout::Kind::Int, type->size);
    const int encoding = btf_int_encoding(type);
    layout.isSigned = (encoding & BTF_INT_SIGNED) != 0;
    layout.isBool = (encoding & BTF_INT_BOOL) != 0;
    // clang never sets the char encoding.
    layout.isChar = (encoding & BTF_INT_CHAR) != 0 || (type->size == 1 && layout.name == "char");
  }

  void fillEnum(TypeLayout& layout, const btf_type* type) const {
    fillPlain(layout, TypeLayout::Kind::Enum, type->size);
    layout.isSigned = btf_kflag(type);
    const struct btf_enum* entries = ::btf_enum(type);
    for (int i = 0; i < btf_vlen(type); i++) {
      const int32_t value = entries[i].val;
      layout.values.push_back(
          {name(entries[i].name_off),
           layout.isSigned ? std::to_string(value) : std::to_string(static_cast<uint32_t>(value))});
    }
  }

  void fillEnum64(TypeLayout& layout, const btf_type* type) const {
    fillPlain(layout, TypeLayout::Kind::Enum, type->size);
    layout.isSigned = btf_kflag(type);
    const struct btf_enum64* entries = ::btf_enum64(type);
    for (int i = 0; i < btf_vlen(type); i++) {
      const uint64_t value = btf_enum64_value(&entries[i]);
      layout.values.push_back({name(entries[i].name_off), layout.isSigned
                                                              ? std::to_string(static_cast<int64_t>(value))
                                                              : std::to_string(value)});
    }
  }

  void fillArray(TypeLayout& layout, const btf_type* type, int depth) {
    if (budget_ <= 0) return;
    layout.element = std::make_unique<TypeLayout>(read(btf_array(type)->type, depth + 1));
    layout.count = btf_array(type)->nelems;
    fillPlain(layout, TypeLayout::Kind::Array, layout.element->size * layout.count);
  }

  void fillComposite(TypeLayout& layout, TypeLayout::Kind kind, const btf_type* type, int depth) {
    std::vector<Member> all = members(type, depth);
    // Half of a struct would look like a whole one.
    if (budget_ <= 0) return;
    fillPlain(layout, kind, type->size);
    layout.members = std::move(all);
  }

  static Member place(std::string name, uint32_t firstBit, uint32_t bitCount, TypeLayout type) {
    if (bitCount == 0) return {std::move(name), firstBit / 8, std::nullopt, std::move(type)};
    const uint32_t unit = type.size == 0 ? 8 : static_cast<uint32_t>(type.size) * 8;
    const uint32_t within = firstBit % unit;
    return {std::move(name), (firstBit - within) / 8, BitRange{within, bitCount}, std::move(type)};
  }

  const btf* types_;
  int budget_ = kMostTypes;
};

}  // namespace

std::optional<StructLayout> structLayout(const btf* types, const char* name) {
  const int32_t id = types == nullptr ? -1 : btf__find_by_name_kind(types, name, BTF_KIND_STRUCT);
  if (id <= 0) return std::nullopt;
  const btf_type* type = btf__type_by_id(types, static_cast<uint32_t>(id));
  return StructLayout{name, type->size, LayoutReader(types).members(type, 0)};
}

std::optional<TypeLayout> variableType(const btf* types, const char* name) {
  const int32_t id = types == nullptr ? -1 : btf__find_by_name_kind(types, name, BTF_KIND_VAR);
  if (id <= 0) return std::nullopt;
  return LayoutReader(types).type(btf__type_by_id(types, static_cast<uint32_t>(id))->type);
}

std::vector<std::string> variableNames(const btf* types) {
  std::vector<std::string> names;
  const uint32_t count = types == nullptr ? 0 : btf__type_cnt(types);
  for (uint32_t id = 1; id < count; id++) {
    const btf_type* type = btf__type_by_id(types, id);
    if (btf_is_var(type)) names.push_back(LayoutReader(types).name(type->name_off));
  }
  return names;
}

}  // namespace lab
