#pragma once

namespace lectern::math {

constexpr double kLogTwoPi = 1.8378770664093454835606594728112;  // ln 2π

}  // namespace lectern::math
