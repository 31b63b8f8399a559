#pragma once

namespace lectern::math {

constexpr double kLog2 = 0.693147180559945309417232121458;       // ln 2
constexpr double kLogTen = 2.30258509299404568402;               // ln 10
constexpr double kLogTwoPi = 1.8378770664093454835606594728112;  // ln 2π

}  // namespace lectern::math
