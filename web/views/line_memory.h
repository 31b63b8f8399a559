#pragma once

#include <cstdint>
#include <vector>

#include "core/lab/panel.h"

namespace lectern {

// The lines of a plane as they were before a person changed something, until the next change. Lines that have only
// grown since are not kept: they are still to be seen.
class LineMemory {
 public:
  // When a content is seen: see ViewContext for what its numbers mean.
  struct Moment {
    std::uint64_t snapshot = 0, run = 0, change = 0, subject = 0;
  };

  // To be called with every content shown.
  void see(const Plane& plane, const Moment& moment);
  // The former lines that are not to be seen any more.
  const std::vector<PlaneLayer>& former() const { return shown_; }

 private:
  Moment moment_;
  std::vector<PlaneLayer> seen_, former_, shown_;
};

}  // namespace lectern
