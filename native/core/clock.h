#pragma once

#include <cstdint>

namespace lab {

// CLOCK_REALTIME minus CLOCK_BOOTTIME in ns, the tightest of a few readings.
int64_t bootOffset();

}  // namespace lab
