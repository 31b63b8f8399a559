#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lectern {

// Why a training diverged of which only the learning rate is known, not the curvature: a sentence that recommends a
// tenth of η.   loss  what it has become in this step: "is no longer a finite number"
std::string learning_rate_too_large(std::int64_t step, std::string_view loss, double learning_rate);

}  // namespace lectern
