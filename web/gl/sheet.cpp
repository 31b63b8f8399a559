#include "web/gl/sheet.h"

#include <algorithm>
#include <cmath>

namespace lectern::gl {
namespace {

// Every WebGL 2 implementation has textures of this size.
constexpr int kLimit = 2048;
constexpr int kPreferredWidth = 512;
constexpr float kInvalid = -1e30f;

}  // namespace

void Sheet::add(int width, int height, std::span<const float> values, Range range) {
  if (width <= 0 || height <= 0 || values.size() < static_cast<std::size_t>(width) * static_cast<std::size_t>(height))
    width = height = 0;
  const int stride = 1 + std::max(width, height) / (kLimit - 1);
  const double extent = range.high - range.low;
  pictures_.push_back({width, height, (width + stride - 1) / stride, (height + stride - 1) / stride, stride, values,
                       range.low, extent != 0 ? 1 / extent : 1, 0, 0});
}

// In rows of equal height, left to right; what no longer fits is left empty.
void Sheet::place() {
  int widest = 0;
  std::int64_t area = 0;
  for (const Picture& picture : pictures_) {
    widest = std::max(widest, picture.columns + 2);
    area += static_cast<std::int64_t>(picture.columns + 2) * (picture.rows + 2);
  }
  const int preferred = pictures_.size() == 1 ? widest : kPreferredWidth;
  width_ =
      std::clamp(area > std::int64_t{kPreferredWidth} * kLimit / 2 ? kLimit : preferred, std::max(widest, 1), kLimit);
  int x = 0, y = 0, row_height = 0;
  for (Picture& picture : pictures_) {
    if (x + picture.columns + 2 > width_) {
      x = 0;
      y += row_height;
      row_height = 0;
    }
    if (y + picture.rows + 2 > kLimit) picture.columns = picture.rows = 0;
    picture.x = x + 1;
    picture.y = y + 1;
    x += picture.columns + 2;
    row_height = std::max(row_height, picture.rows + 2);
  }
  height_ = std::clamp(y + row_height, 1, kLimit);
}

void Sheet::copy(const Picture& picture) {
  for (int row = -1; row <= picture.rows; ++row) {
    const int source_row = std::clamp(row, 0, picture.rows - 1) * picture.stride;
    const float* source = picture.values.data() + static_cast<std::ptrdiff_t>(source_row) * picture.width;
    float* target = texels_.data() + static_cast<std::ptrdiff_t>(picture.y + row) * width_ + picture.x;
    for (int column = 0; column < picture.columns; ++column) {
      const float value = source[column * picture.stride];
      target[column] = std::isfinite(value) ? static_cast<float>((value - picture.low) * picture.scale) : kInvalid;
    }
    target[-1] = target[0];
    target[picture.columns] = target[picture.columns - 1];
  }
}

void Sheet::upload(std::uint64_t version) {
  place();
  texels_.assign(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), kInvalid);
  for (const Picture& picture : pictures_)
    if (picture.columns > 0 && picture.rows > 0) copy(picture);
  texture_.upload_values(width_, height_, texels_);
  version_ = version;
}

void Sheet::draw(ImDrawList& list, std::size_t index, ImVec2 min, ImVec2 max, bool flipped, ImU32 tint,
                 float rounding) const {
  if (index >= pictures_.size() || pictures_[index].columns == 0) return;
  const Picture& picture = pictures_[index];
  const float u = 1.0f / static_cast<float>(width_), v = 1.0f / static_cast<float>(height_);
  ImVec2 from(static_cast<float>(picture.x) * u, static_cast<float>(picture.y) * v);
  ImVec2 to(static_cast<float>(picture.x + picture.columns) * u, static_cast<float>(picture.y + picture.rows) * v);
  if (flipped) std::swap(from.y, to.y);
  list.AddImageRounded(texture_id(), min, max, from, to, tint, rounding);
}

}  // namespace lectern::gl
