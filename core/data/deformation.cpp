#include "core/data/deformation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr int kMostReach = 32;  // pixels, of a Gaussian
constexpr double kDegree = 0.017453292519943295;

// One side of a Gaussian's weights, cut at 3σ, which sum to 1 with the other side.
struct Gaussian {
  int reach = 0;
  std::array<float, kMostReach + 1> weights{};

  explicit Gaussian(double sigma) {
    reach = std::clamp(static_cast<int>(std::ceil(3 * sigma)), 1, kMostReach);
    std::array<double, kMostReach + 1> raw{};
    double sum = 0;
    for (int i = 0; i <= reach; ++i) {
      const double at = i / sigma;
      raw[static_cast<std::size_t>(i)] = math::exp(-0.5 * at * at);
      sum += (i == 0 ? 1 : 2) * raw[static_cast<std::size_t>(i)];
    }
    for (int i = 0; i <= reach; ++i)
      weights[static_cast<std::size_t>(i)] = static_cast<float>(raw[static_cast<std::size_t>(i)] / sum);
  }
};

// Along rows, then along columns; beyond the border is 0.
void smooth(const Gaussian& gaussian, MatrixView<float> picture) {
  std::vector<float> before(static_cast<std::size_t>(std::max(picture.rows, picture.cols)));
  const auto along = [&](float* first, std::ptrdiff_t count, std::ptrdiff_t stride) {
    for (std::ptrdiff_t i = 0; i < count; ++i) before[static_cast<std::size_t>(i)] = first[i * stride];
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      float sum = gaussian.weights[0] * before[static_cast<std::size_t>(i)];
      for (int d = 1; d <= gaussian.reach; ++d) {
        float pair = 0;
        if (i - d >= 0) pair += before[static_cast<std::size_t>(i - d)];
        if (i + d < count) pair += before[static_cast<std::size_t>(i + d)];
        sum += gaussian.weights[static_cast<std::size_t>(d)] * pair;
      }
      first[i * stride] = sum;
    }
  };
  for (std::ptrdiff_t r = 0; r < picture.rows; ++r) along(picture.row(r), picture.cols, 1);
  for (std::ptrdiff_t c = 0; c < picture.cols; ++c) along(picture.data + c, picture.rows, picture.stride);
}

float pixel(ConstMatrixView<float> picture, std::ptrdiff_t row, std::ptrdiff_t column) {
  return row >= 0 && row < picture.rows && column >= 0 && column < picture.cols ? picture(row, column) : 0.0f;
}

// x, y in pixels; (0, 0) is the centre of the first pixel.
float level_at(ConstMatrixView<float> picture, double x, double y) {
  if (!(x > -1 && y > -1 && x < static_cast<double>(picture.cols) && y < static_cast<double>(picture.rows))) return 0;
  const double column = std::floor(x), row = std::floor(y);
  const auto fx = static_cast<float>(x - column), fy = static_cast<float>(y - row);
  const auto c = static_cast<std::ptrdiff_t>(column), r = static_cast<std::ptrdiff_t>(row);
  const float upper = (1 - fx) * pixel(picture, r, c) + fx * pixel(picture, r, c + 1);
  const float lower = (1 - fx) * pixel(picture, r + 1, c) + fx * pixel(picture, r + 1, c + 1);
  return (1 - fy) * upper + fy * lower;
}

}  // namespace

BendField::BendField(std::ptrdiff_t side, Rng rng) : right_(side, side), down_(side, side) {
  const Gaussian gaussian(static_cast<double>(side) / 6);
  double squares = 0;
  for (Matrix<float>* part : {&right_, &down_}) {
    rng.fill_uniform({part->data(), static_cast<std::size_t>(part->size())}, -1, 1);
    smooth(gaussian, *part);
    for (std::ptrdiff_t i = 0; i < part->size(); ++i) {
      const auto value = static_cast<double>(part->data()[i]);
      squares += value * value;
    }
  }
  const double scale = squares > 0 ? std::sqrt(static_cast<double>(side * side) / squares) : 0;
  for (Matrix<float>* part : {&right_, &down_})
    for (std::ptrdiff_t i = 0; i < part->size(); ++i) part->data()[i] *= static_cast<float>(scale);
}

void deform(ConstMatrixView<float> picture, const Deformation& deformation, const BendField& field,
            MatrixView<float> deformed) {
  const double middle = 0.5 * static_cast<double>(picture.rows - 1);
  const bool turns = deformation.turn != 0;
  if (!turns && deformation.right == 0 && deformation.down == 0 && deformation.scale == 1 && !deformation.is_mirrored &&
      deformation.smear == 0 && deformation.bend == 0) {
    for (std::ptrdiff_t row = 0; row < picture.rows; ++row)
      std::copy_n(picture.row(row), picture.cols, deformed.row(row));
    return;
  }
  const double cosine = turns ? math::cos(deformation.turn * kDegree) : 1;
  const double sine = turns ? math::sin(deformation.turn * kDegree) : 0;
  for (std::ptrdiff_t row = 0; row < picture.rows; ++row)
    for (std::ptrdiff_t column = 0; column < picture.cols; ++column) {
      double x = static_cast<double>(column) - deformation.right - middle;
      double y = static_cast<double>(row) - deformation.down - middle;
      if (deformation.bend != 0) {
        x += deformation.bend * static_cast<double>(field.right()(row, column));
        y += deformation.bend * static_cast<double>(field.down()(row, column));
      }
      double from_x = cosine * x + sine * y, from_y = cosine * y - sine * x;
      from_x /= deformation.is_mirrored ? -deformation.scale : deformation.scale;
      from_y /= deformation.scale;
      deformed(row, column) = level_at(picture, from_x + middle, from_y + middle);
    }
  if (deformation.smear > 0) smooth(Gaussian(deformation.smear), deformed);
}

}  // namespace lectern::data
