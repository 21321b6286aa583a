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

// Node would swallow what the callback throws; this makes it an uncaught exception.
void Notifier::call(napi_env env, napi_value callback, void* pending, void*) {
  if (env == nullptr || callback == nullptr) return;
  static_cast<Pending*>(pending)->store(false);
  napi_value receiver;
  if (napi_get_undefined(env, &receiver) != napi_ok) return;
  if (napi_call_function(env, receiver, callback, 0, nullptr, nullptr) != napi_pending_exception) return;
  napi_value thrown;
  if (napi_get_and_clear_last_exception(env, &thrown) == napi_ok) napi_fatal_exception(env, thrown);
}

}  // namespace addon
