#pragma once

#include <vector>

namespace lectern::data {

// A ring that is brighter below: what the gas around a black hole looks like from afar. side × side levels in [0, 1].
std::vector<double> glowing_ring(int side);

}  // namespace lectern::data
