#include "notifier.h"

namespace addon {

Notifier::Notifier(Napi::Env env, Napi::Function callback) {
  const auto finalize = [](napi_env, void* pending, void*) { delete static_cast<Pending*>(pending); };
  const napi_status status =
      napi_create_threadsafe_function(env, callback, nullptr, Napi::String::New(env, "gadget-lab drain"), 0,
                                      1, pending_, finalize, pending_, call, &function_);
  if (status != napi_ok) throw Napi::Error::New(env);
  made_.release();
  napi_unref_threadsafe_function(env, function_);
}

Notifier::~Notifier() { napi_release_threadsafe_function(function_, napi_tsfn_abort); }

void Notifier::notify() {
  if (!pending_->exchange(true)) napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

// An exception of the callback stays pending, and Node reports it as uncaught.
void Notifier::call(napi_env env, napi_value callback, void* pending, void*) {
  if (env == nullptr || callback == nullptr) return;
  static_cast<Pending*>(pending)->store(false);
  napi_value receiver;
  if (napi_get_undefined(env, &receiver) == napi_ok)
    napi_call_function(env, receiver, callback, 0, nullptr, nullptr);
}

}  // namespace addon
