#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <imgui.h>

#include "core/lab/panel.h"
#include "web/gl/texture.h"

namespace lectern::gl {

// The pictures of one panel, side by side in one texture. Refilled when the panel's content changes:
//   if (sheet.is_older_than(version)) { sheet.clear(); for (…) sheet.add(…); sheet.upload(version); }
// Each picture carries a border of one repeated texel, so that interpolation never sees its neighbours.
class Sheet {
 public:
  // Version 0 is older than every snapshot.
  bool is_older_than(std::uint64_t version) const { return version_ != version || !texture_.valid(); }

  void clear() { pictures_.clear(); }

  // Appends height × width numbers, mapped so that range.low becomes 0 and range.high 1; numbers that are not
  // finite are drawn hatched. `values` must stay as it is until upload().
  void add(int width, int height, std::span<const float> values, Range range);
  // Appends numbers as they are (class + confidence).
  void add_unmapped(int width, int height, std::span<const float> values) { add(width, height, values, {0, 1}); }

  void upload(std::uint64_t version);

  std::size_t size() const { return pictures_.size(); }
  // Where the picture's row 0 and column 0 are in the texture.
  ImVec2 first_texel(std::size_t picture) const {
    return {static_cast<float>(pictures_[picture].x), static_cast<float>(pictures_[picture].y)};
  }
  ImTextureID texture_id() const { return reinterpret_cast<ImTextureID>(static_cast<std::intptr_t>(texture_.name())); }

  // Appends the picture's quad to the list. flipped: row 0 at the bottom.
  void draw(ImDrawList& list, std::size_t picture, ImVec2 min, ImVec2 max, bool flipped, ImU32 tint = IM_COL32_WHITE,
            float rounding = 0) const;

  void forget() {
    texture_.release();
    version_ = 0;
  }

 private:
  struct Picture {
    int width, height;  // as given
    int columns, rows;  // as stored: every stride-th texel of very large pictures
    int stride;
    std::span<const float> values;
    double low, scale;
    int x, y;  // upper left texel inside the border
  };
  void place();
  void copy(const Picture& picture);

  std::vector<Picture> pictures_;
  std::vector<float> texels_;
  int width_ = 0, height_ = 0;
  Texture texture_;
  std::uint64_t version_ = 0;
};

}  // namespace lectern::gl
