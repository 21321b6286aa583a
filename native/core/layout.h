// The memory layout of a struct, as an object's BTF tells it. Mirrors grader/model/layout.ts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct btf;

namespace lab {

struct Member;

struct EnumValue {
  std::string name;
  // Decimal.
  std::string value;
};

// A type without qualifiers and typedefs; which members mean something depends on the kind.
struct TypeLayout {
  enum class Kind { Int, Float, Enum, Pointer, Struct, Union, Array, Unsupported };

  Kind kind = Kind::Unsupported;
  uint64_t size = 0;
  // Outermost first.
  std::vector<std::string> typedefs;
  std::string name;
  bool isSigned = false;
  bool isBool = false;
  bool isChar = false;
  std::vector<EnumValue> values;
  std::vector<Member> members;
  std::unique_ptr<TypeLayout> element;
  uint32_t count = 0;
};

struct BitRange {
  // From the first bit of the unit that lies at the member's offset. In a packed struct the range may reach
  // past the end of that unit.
  uint32_t offset;
  uint32_t size;
};

struct Member {
  std::string name;
  uint32_t offset;
  std::optional<BitRange> bits;
  TypeLayout type;
};

struct StructLayout {
  std::string name;
  uint64_t size;
  std::vector<Member> members;
};

// The struct with that tag. Types nested deeper than 32, or past some 65,000 of them, come out unsupported.
std::optional<StructLayout> structLayout(const btf* types, const char* name);

// The type of a BTF variable.
std::optional<TypeLayout> variableType(const btf* types, const char* name);

// Names of all BTF variables, in BTF order.
std::vector<std::string> variableNames(const btf* types);

}  // namespace lab
