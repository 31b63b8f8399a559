#include "core/data/ink_pad.h"

#include <algorithm>

namespace lectern::data {
namespace {

constexpr double kPenRadius = 2.3;  // pixels of the sheet
constexpr double kRubberRadius = 5.0;
constexpr int kOversampling = 4;  // of the prepared picture, before it is shrunk

}  // namespace

void InkPad::draw(std::span<const float> xy, bool erases) {
  Stroke stroke;
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
    stroke.push_back({static_cast<double>(xy[i]), static_cast<double>(xy[i + 1])});
  }
  if (!erases) return draw_stroke(stroke, kPenRadius, sheet_);
  Matrix<float> rubbed(kSide, kSide);
  draw_stroke(stroke, kRubberRadius, rubbed);
  for (std::ptrdiff_t i = 0; i < sheet_.size(); ++i) {
    sheet_.data()[i] = std::min(sheet_.data()[i], 1 - rubbed.data()[i]);
  }
}

void InkPad::clear() { sheet_.fill(0); }

bool InkPad::empty() const {
  return std::all_of(sheet_.data(), sheet_.data() + sheet_.size(), [](float level) { return level == 0; });
}

void InkPad::prepare(double margin, MatrixView<float> picture) const {
  Matrix<float> fine(picture.rows * kOversampling, picture.cols * kOversampling);
  const double margin_px = margin * static_cast<double>(std::min(fine.rows(), fine.cols()));
  centre(sheet_, margin_px, fine);
  shrink(fine, picture);
}

void InkPad::copy_to(MatrixView<float> picture) const { shrink(sheet_, picture); }

}  // namespace lectern::data
