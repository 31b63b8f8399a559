#pragma once

namespace lectern {

// What two fingers did since the frame before: they moved together, and apart (spread > 1) or closer (spread < 1).
struct Pinch {
  float x = 0, y = 0;              // between the fingers now, logical px
  float moved_x = 0, moved_y = 0;  // since the frame before
  float spread = 1;                // distance of the fingers over that of the frame before
  bool happened() const { return moved_x != 0 || moved_y != 0 || spread != 1; }
};

}  // namespace lectern
