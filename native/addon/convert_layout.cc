#include "convert.h"

namespace addon {

namespace {

Napi::Value toJs(Napi::Env env, const lab::EnumValue& value) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", value.name);
  object.Set("value", value.value);
  return object;
}

Napi::Value toJs(Napi::Env env, const lab::Member& member) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", member.name);
  object.Set("offset", member.offset);
  if (member.bits) {
    Napi::Object bits = Napi::Object::New(env);
    bits.Set("offset", member.bits->offset);
    bits.Set("size", member.bits->size);
    object.Set("bits", bits);
  }
  object.Set("type", addon::toJs(env, member.type));
  return object;
}

template <class T>
Napi::Array list(Napi::Env env, const std::vector<T>& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (size_t i = 0; i < items.size(); i++) array.Set(static_cast<uint32_t>(i), toJs(env, items[i]));
  return array;
}

const char* kindName(lab::TypeLayout::Kind kind) {
  using Kind = lab::TypeLayout::Kind;
  switch (kind) {
    case Kind::Int: return "int";
    case Kind::Float: return "float";
    case Kind::Enum: return "enum";
    case Kind::Pointer: return "pointer";
    case Kind::Struct: return "struct";
    case Kind::Union: return "union";
    case Kind::Array: return "array";
    case Kind::Unsupported: break;
  }
  return "unsupported";
}

void setDetails(Napi::Env env, Napi::Object object, const lab::TypeLayout& type) {
  using Kind = lab::TypeLayout::Kind;
  if (type.kind != Kind::Pointer && type.kind != Kind::Array) object.Set("name", type.name);
  if (type.kind == Kind::Int || type.kind == Kind::Enum)
    object.Set("signed", Napi::Boolean::New(env, type.isSigned));
  if (type.kind == Kind::Int) {
    object.Set("bool", Napi::Boolean::New(env, type.isBool));
    object.Set("char", Napi::Boolean::New(env, type.isChar));
  }
  if (type.kind == Kind::Enum) object.Set("values", list(env, type.values));
  if (type.kind == Kind::Struct || type.kind == Kind::Union) object.Set("members", list(env, type.members));
  if (type.kind == Kind::Array) {
    object.Set("element", addon::toJs(env, *type.element));
    object.Set("count", type.count);
  }
}

}  // namespace

Napi::Value toJs(Napi::Env env, const lab::TypeLayout& type) {
  // One scope per type: a large struct would fill the call's.
  Napi::EscapableHandleScope scope(env);
  Napi::Object object = Napi::Object::New(env);
  object.Set("kind", kindName(type.kind));
  object.Set("size", static_cast<double>(type.size));
  object.Set("typedefs", toJsArray(env, type.typedefs));
  setDetails(env, object, type);
  return scope.Escape(object);
}

Napi::Value toJs(Napi::Env env, const lab::StructLayout& layout) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", layout.name);
  object.Set("size", static_cast<double>(layout.size));
  object.Set("members", list(env, layout.members));
  return object;
}

}  // namespace addon
