#include "core/data/drawn_digits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/data/digit_shapes.h"
#include "core/data/pen.h"
#include "core/math/elementary.h"

namespace lectern::data {
namespace {

constexpr int kStepsPerPoint = 6;

// A smooth random displacement of the plane: independent uniform numbers on a lattice, smoothed by
// a Gaussian, between lattice points interpolated linearly. Lattice spacing: two pixels.
class ElasticField {
 public:
  ElasticField(Rng& rng, double strength_px) {
    for (auto* component : {&x_, &y_}) {
      for (double& value : *component) value = rng.uniform(-1, 1);
      smooth(*component);
      for (double& value : *component) value *= strength_px;
    }
  }

  PenPoint displaced(PenPoint p) const { return {p.x + at(x_, p), p.y + at(y_, p)}; }

 private:
  static constexpr int kSide = kDrawnDigitSide / 2 + 1;
  static constexpr int kReach = 4;
  static constexpr double kSigma = 2.0;  // lattice steps: four pixels
  using Lattice = std::array<double, std::size_t(kSide) * kSide>;

  static std::size_t index(int row, int col) { return static_cast<std::size_t>(row * kSide + col); }

  // Separable Gaussian of unit sum of squares, so that the values keep their variance.
  static void smooth(Lattice& values) {
    std::array<double, 2 * kReach + 1> kernel;
    double squares = 0;
    for (int i = -kReach; i <= kReach; ++i) {
      const double weight = math::exp(-0.5 * i * i / (kSigma * kSigma));
      kernel[static_cast<std::size_t>(i + kReach)] = weight;
      squares += weight * weight;
    }
    for (double& weight : kernel) weight /= std::sqrt(squares);
    Lattice rows{};
    for (int r = 0; r < kSide; ++r) {
      for (int c = 0; c < kSide; ++c) {
        for (int i = std::max(-kReach, -c); i <= std::min(kReach, kSide - 1 - c); ++i) {
          rows[index(r, c)] += kernel[static_cast<std::size_t>(i + kReach)] * values[index(r, c + i)];
        }
      }
    }
    values.fill(0.0);
    for (int r = 0; r < kSide; ++r) {
      for (int i = std::max(-kReach, -r); i <= std::min(kReach, kSide - 1 - r); ++i) {
        for (int c = 0; c < kSide; ++c) {
          values[index(r, c)] += kernel[static_cast<std::size_t>(i + kReach)] * rows[index(r + i, c)];
        }
      }
    }
  }

  static double at(const Lattice& values, PenPoint p) {
    const double x = std::clamp(0.5 * p.x, 0.0, kSide - 1.001);
    const double y = std::clamp(0.5 * p.y, 0.0, kSide - 1.001);
    const int col = static_cast<int>(x);
    const int row = static_cast<int>(y);
    const double fx = x - col;
    const double fy = y - row;
    const double upper = (1 - fx) * values[index(row, col)] + fx * values[index(row, col + 1)];
    const double lower = (1 - fx) * values[index(row + 1, col)] + fx * values[index(row + 1, col + 1)];
    return (1 - fy) * upper + fy * lower;
  }

  Lattice x_{};
  Lattice y_{};
};

// From the unit square of the shapes to pixels: proportions, slant, rotation, size, position.
class Placement {
 public:
  Placement(Rng& rng, double distortion) {
    const double height = 19.0 * (1 + 0.12 * distortion * rng.uniform(-1, 1));
    const double width = height * 0.66 * (1 + 0.25 * distortion * rng.uniform(-1, 1));
    const double slant = distortion * rng.uniform(-0.15, 0.4);
    const double angle = distortion * rng.uniform(-0.18, 0.18);
    const double cosine = math::cos(angle);
    const double sine = math::sin(angle);
    // x' = x + slant·(½ - y), then the rotation.
    xx_ = cosine * width;
    xy_ = -cosine * slant * height - sine * height;
    yx_ = sine * width;
    yy_ = cosine * height - sine * slant * height;
    const double middle = 0.5 * kDrawnDigitSide;
    shift_x_ = middle + distortion * rng.uniform(-1.5, 1.5);
    shift_y_ = middle + distortion * rng.uniform(-1.5, 1.5);
  }

  PenPoint operator()(PenPoint p) const {
    const double x = p.x - 0.5;
    const double y = p.y - 0.5;
    return {shift_x_ + xx_ * x + xy_ * y, shift_y_ + yx_ * x + yy_ * y};
  }

 private:
  double xx_, xy_, yx_, yy_;
  double shift_x_, shift_y_;
};

// A hand never puts a stroke's points in exactly the same place: they are moved, but points shared
// by two strokes (corners) by the same amount.
PenPoint unsteady(PenPoint p, const Rng& rng, double distortion) {
  const auto label = static_cast<std::uint64_t>(p.x * 4096) * 8192 + static_cast<std::uint64_t>(p.y * 4096);
  Rng own = rng.split(label);
  const double dx = 0.03 * distortion * own.normal();
  return {p.x + dx, p.y + 0.03 * distortion * own.normal()};
}

void draw_digit(int digit, Rng rng, const DrawnDigitOptions& options, MatrixView<float> picture) {
  const auto shapes = digit_shapes(digit);
  const DigitShape shape = shapes[rng.below(static_cast<std::uint32_t>(shapes.size()))];
  const Placement place(rng, options.distortion);
  const ElasticField field(rng, 1.1 * options.distortion);
  const double radius = options.thickness * rng.uniform(0.7, 1.3);
  const Rng hand = rng.split(1);
  for (const ShapeStroke& stroke : shape) {
    std::vector<PenPoint> points(stroke.begin(), stroke.end());
    for (PenPoint& p : points) p = unsteady(p, hand, options.distortion);
    Stroke curve = smooth_curve(points, kStepsPerPoint);
    for (PenPoint& p : curve) p = field.displaced(place(p));
    draw_stroke(curve, radius, picture);
  }
  Rng grain = rng.split(2);
  for (std::ptrdiff_t i = 0; i < picture.size(); ++i) {
    const double level = double(picture.data[i]) + options.noise * grain.normal();
    picture.data[i] = static_cast<float>(std::clamp(level, 0.0, 1.0));
  }
}

}  // namespace

Dataset drawn_digits(const Rng& rng, int n, const DrawnDigitOptions& options) {
  Dataset set;
  set.name = "drawn digits";
  set.image_rows = set.image_cols = kDrawnDigitSide;
  set.X = Matrix<float>(n, kDrawnDigitSide * kDrawnDigitSide);
  for (int digit = 0; digit < 10; ++digit) set.class_names.push_back(std::to_string(digit));
  for (int i = 0; i < n; ++i) {
    const int digit = i % 10;
    set.labels.push_back(digit);
    draw_digit(digit, rng.split(static_cast<std::uint64_t>(i)), options,
               {set.X.row(i), kDrawnDigitSide, kDrawnDigitSide});
  }
  return set;
}

}  // namespace lectern::data
