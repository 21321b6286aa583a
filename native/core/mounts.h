#pragma once

#include "failure.h"

namespace lab {

// A mount namespace for the calling thread and what is started from it, with private propagation, and tracefs
// on /sys/kernel/tracing in it. Once per thread; later calls only see to tracefs.
Outcome enterMountNamespace();

}  // namespace lab
