#pragma once

#include <string>
#include <vector>

namespace lectern {

// What a panel lets people hear, when they ask for it.
struct Sound {
  std::string name;  // "Listen: the data, then the chirp alone"
  double rate_hz = 8192;
  std::vector<float> samples;  // from −1 to 1
};

}  // namespace lectern
