#pragma once

namespace lectern {

struct Range {
  double low = 0;
  double high = 0;
};

}  // namespace lectern
