// A kernel slides over a picture: every pixel and weight can be changed, and the sum at the window is written out.
// Padding, stride, dilation, channels and one dimension; pooling; shifting before and after; receptive fields; counts.
// Lecture row R41. Sources: LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition
// (1998); Dumoulin, Visin, A guide to convolution arithmetic for deep learning (2016); the decks' slides on convolution
// and pooling.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/data/pen.h"
#include "core/experiments/convolution/kernel_presets.h"
#include "core/experiments/convolution/shown_picture.h"
#include "core/lab/demo.h"
#include "core/math/sums.h"
#include "core/ml/nn/plane_convolution.h"
#include "core/ml/nn/reading.h"
#include "core/simd/pool2d.h"

namespace lectern {
namespace {

constexpr const char* kSlidingHelp =
    "Framed is the window: its pixels times the weights of the kernel, one by one, give the products; their sum is the "
    "framed pixel of the map. Play to slide the window on, tap a pixel of the map to put it there.";
constexpr const char* kPictureHelp =
    "Drag a pixel up or down to change it, double-click (tap, on a phone) to type it. The channels of a coloured picture "
    "stand one below the other.";
constexpr const char* kPadHelp = "Draw on the picture, rub out, or begin with an empty one.";
constexpr const char* kKernelHelp =
    "The weights, which training would adapt. Drag a number up or down to change it, double-click to type it. Channels "
    "stand one below the other.";
constexpr const char* kPooledHelp =
    "The map, and what is left of it when of each block only the largest number, or the mean, is kept. Framed is the "
    "block that the window's pixel belongs to.";
constexpr const char* kShiftHelp =
    "Left: the picture is shifted, then convolved. Middle: it is convolved, then the map is shifted. Where the two agree, "
    "the difference is zero: convolution is equivariant. White pixels came in over the border; they are not compared.";
constexpr const char* kChangesHelp =
    "How much the map, and the map after pooling, change when the picture is shifted: ‖after − before‖ over "
    "√(‖after‖² + ‖before‖²), 0 for no change and 1 for maps that have nothing in common.";
constexpr const char* kFieldHelp =
    "A cut through a stack of layers like this one. The unit on top sees the pixels at the foot of its cone, and no "
    "others. A unit of a dense layer sees all.";
constexpr const char* kCountsHelp =
    "Weights to be learned (with one bias a unit), and multiplications for one picture. The photograph is the lecture's: "
    "4032 × 3024 pixels, grey.";

constexpr int kMostCells = 200;             // that are shown as numbers to be edited; a larger picture is drawn on
constexpr int kPhotographFrom = 12;         // pixels of the shorter side from which a picture is shown in its own grey
constexpr double kPenRadius = 0.6;          // pixels
constexpr int kMostShift = 12;              // of the curves
constexpr std::ptrdiff_t kWidestCone = 80;  // pixels; a wider one is drawn as an outline
constexpr double kPhotoPixels = 4032.0 * 3024;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class Moves { window, picture };

struct Settings {
  ShownPictureSettings data;
  KernelPreset kernel = KernelPreset::own;
  int filter_size = 3;
  bool flips = false;
  int padding = 0;
  nn::Border border = nn::Border::zeros;
  int stride = 1, dilation = 1;
  double bias = 0;
  bool rectifies = false;
  nn::Pooling pooling = nn::Pooling::max;
  int pool_size = 2;
  Moves moves = Moves::window;
  int place = 0;
  bool reveals = false;
  int shift_right = 1, shift_down = 0;
  int stack = 3, filters = 1, units = 100;
};

KernelPreset kernel_of(const Settings& settings) {
  if (settings.kernel != KernelPreset::own) return settings.kernel;
  switch (settings.data.source) {
    case ShownSource::diagonal: return KernelPreset::cross;
    case ShownSource::table: return KernelPreset::identity;
    default: return KernelPreset::vertical;
  }
}

int kernel_side(const Settings& settings) {
  return settings.kernel == KernelPreset::own && settings.data.source == ShownSource::table ? 1 : settings.filter_size;
}

// A map of some height and width.
struct Map {
  std::ptrdiff_t height = 0, width = 0;
  std::vector<double> values;

  bool empty() const { return values.empty(); }
  double operator()(std::ptrdiff_t row, std::ptrdiff_t column) const {
    return values[static_cast<std::size_t>(row * width + column)];
  }
  auto state() const { return std::tie(values); }
};

double root_mean_square_change(const Map& before, const Map& after) {
  double change = 0, all = 0;
  for (std::size_t i = 0; i < before.values.size(); ++i) {
    const double difference = after.values[i] - before.values[i];
    change += difference * difference;
    all += after.values[i] * after.values[i] + before.values[i] * before.values[i];
  }
  return all > 0 ? std::sqrt(change / all) : 0;
}

// What convolving and shifting give in either order.
struct Commutation {
  Map shifted_first, convolved_first, difference;  // the last two NaN where nothing is known
  Map pooled;                                      // of shifted_first
  double largest = 0;                              // difference
  auto state() const { return std::tie(shifted_first, convolved_first, difference, pooled); }
};

class Convolution final : public Demo<Convolution, Settings, ShownPictureData> {
 public:
  static Schema<Settings> schema();

  explicit Convolution(const Start& start) : Demo(start), picture_(data().picture()) {
    const int side = kernel_side(settings()), height = picture_.height > 1 ? side : 1;
    shape_.kernel_height = height;
    shape_.kernel_width = side;
    Rng weights = rng("kernel");
    kernel_ = kernel_weights(kernel_of(settings()), picture_.channels, height, side, weights);
    refresh();
  }

  void step() override {
    ++steps_;
    if (settings().moves == Moves::picture) refresh_shift();
  }
  void settings_changed(const Settings&) { refresh(); }
  bool gesture(const Action& action);
  SeedUse seeds() const override {
    return {.run = kernel_of(settings()) == KernelPreset::random, .data = data().uses_seed()};
  }
  auto state() const {
    return std::tuple(std::tie(picture_, kernel_, steps_), unhashed(map_), unhashed(pooled_), unhashed(shift_),
                      unhashed(map_changes_), unhashed(pooled_changes_), unhashed(shift_errors_));
  }
  void describe(Snapshot& snapshot) const override;

 private:
  // Everything that follows from picture, kernel and settings.
  void refresh();
  void refresh_shift() { commute(shift_right(), settings().shift_down, shift_); }
  Map convolved(const std::vector<double>& picture) const;
  Map pooled(const Map& map, nn::Pooling pooling) const;
  void commute(int right, int down, Commutation& result) const;

  bool is_signal() const { return picture_.height == 1; }
  bool is_drawn_on() const { return picture_.channels * picture_.height * picture_.width > kMostCells; }
  int shift_right() const {
    const int moved = settings().moves == Moves::picture
                          ? static_cast<int>(steps_ % static_cast<std::uint64_t>(picture_.width / 2 + 1))
                          : 0;
    return settings().shift_right + moved;
  }
  // The window's place, counted along the rows of the map.
  std::ptrdiff_t place() const {
    const auto size = static_cast<std::uint64_t>(std::max<std::size_t>(map_.values.size(), 1));
    const std::uint64_t moved = settings().moves == Moves::window ? steps_ : 0;
    return static_cast<std::ptrdiff_t>((static_cast<std::uint64_t>(settings().place) + moved) % size);
  }
  std::ptrdiff_t place_row() const { return map_.empty() ? 0 : place() / map_.width; }
  std::ptrdiff_t place_column() const { return map_.empty() ? 0 : place() % map_.width; }
  // What a tap on pixel 0 of the map sets `place` to.
  int pick() const {
    const auto size = static_cast<std::uint64_t>(std::max<std::size_t>(map_.values.size(), 1));
    const std::uint64_t moved = settings().moves == Moves::window ? steps_ % size : 0;
    return static_cast<int>((size - moved) % size);
  }
  int pool_height() const { return is_signal() ? 1 : settings().pool_size; }
  bool pools() const { return settings().pooling != nn::Pooling::none; }
  std::vector<nn::LayerReach> stacked_layers() const;

  void describe_sliding(Snapshot& snapshot) const;
  void describe_signal(Snapshot& snapshot) const;
  void describe_sum(Snapshot& snapshot) const;
  void describe_picture(Snapshot& snapshot) const;
  void describe_kernel(Snapshot& snapshot) const;
  void describe_pooled(Snapshot& snapshot) const;
  void describe_shift(Snapshot& snapshot) const;
  void describe_changes(Snapshot& snapshot) const;
  void describe_field(Snapshot& snapshot) const;
  void describe_counts(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  // The window and the weights laid on it, channels × kernel_height × kernel_width.
  void cut_window(std::vector<double>& window, std::vector<double>& weights) const;

  ShownPicture picture_;
  std::vector<double> kernel_;  // channels × kernel_height × kernel_width
  std::uint64_t steps_ = 0;
  nn::PlaneConvolution shape_;
  Map map_, pooled_;
  Commutation shift_;
  std::vector<double> map_changes_, pooled_changes_, shift_errors_;  // at shifts of 0, 1, … pixels to the right
};

Schema<Settings> Convolution::schema() {
  Schema<Settings> schema;
  return schema.include(&Settings::data)
      .group("Kernel")
      .choice(&Settings::kernel, "filter", "Weights", kKernelPresets)
      .help("What the kernel's weights are at first. Each of them can be changed in the picture of the kernel.")
      .choice(&Settings::filter_size, "filter_size", "Filter size",
              {{1, "k1", "1×1"}, {3, "k3", "3×3"}, {5, "k5", "5×5"}, {7, "k7", "7×7"}})
      .help("How many pixels the kernel sees at once. Of a signal it sees one row.")
      .boolean(&Settings::flips, "flip", "Flip the kernel")
      .live()
      .help(
          "Turns the kernel by half a turn before it is laid on the picture: the convolution of mathematics. Networks "
          "do without, since they learn the weights anyway.")
      .integer(&Settings::padding, "padding", "Padding", {0, 6})
      .unit("px")
      .live()
      .help("How far the picture is continued beyond its border, so that the border is seen as often as the middle.")
      .choice(&Settings::border, "padded_with", "Padded with",
              {{nn::Border::zeros, "zeros", "Zeros"},
               {nn::Border::wrap, "wrap", "The opposite side"},
               {nn::Border::edge, "edge", "The last pixel"}})
      .live()
      .help("What stands beyond the border. It also comes in when the picture is shifted.")
      .integer(&Settings::stride, "stride", "Stride", {1, 4})
      .unit("px")
      .live()
      .help("By how many pixels the window moves on.")
      .integer(&Settings::dilation, "dilation", "Dilation", {1, 4})
      .unit("px")
      .live()
      .help("From one weight of the kernel to the next. With 2 a 3×3 kernel reaches as far as one of 5×5.")
      .real(&Settings::bias, "bias", "Bias b", {-50, 50})
      .live()
      .help("Is added to every sum.")
      .boolean(&Settings::rectifies, "relu", "ReLU behind it")
      .live()
      .help("Negative numbers of the map become zero.")
      .group("Pooling")
      .choice(&Settings::pooling, "pooling", "Pooling",
              {{nn::Pooling::max, "max", "Largest of each block"},
               {nn::Pooling::average, "average", "Mean of each block"},
               {nn::Pooling::none, "none", "None"}})
      .live()
      .help("What is kept of each block of the map when the picture is shifted, and in the stack of layers.")
      .integer(&Settings::pool_size, "pool_size", "Block", {2, 4})
      .unit("px")
      .live()
      .help("Blocks do not overlap. What is left over at the right and below is dropped.")
      .group("Look at")
      .choice(&Settings::moves, "moves", "A step moves",
              {{Moves::window, "window", "The window by one place"},
               {Moves::picture, "picture", "The picture by a pixel"}})
      .help("What playing shows: how the map arises, or that shifting and convolving can be exchanged.")
      .integer(&Settings::place, "place", "Place of the window", {0, 20000})
      .live()
      .help("Counted along the rows of the map. Tap a pixel of the map to choose it.")
      .boolean(&Settings::reveals, "reveal", "Map appears step by step")
      .live()
      .help("In its first round the window leaves behind what it has computed; the rest is hidden.")
      .integer(&Settings::shift_right, "shift_right", "Shift to the right", {0, 24})
      .unit("px")
      .live()
      .help("By how much the picture, or the map, is moved.")
      .integer(&Settings::shift_down, "shift_down", "Shift downwards", {0, 24})
      .unit("px")
      .live()
      .help("By how much the picture, or the map, is moved. A signal cannot be moved downwards.")
      .integer(&Settings::stack, "stack", "Layers stacked", {1, 6})
      .live()
      .help("Like the one above, each followed by pooling where there is any.")
      .integer(&Settings::filters, "filters", "Filters", {1, 64})
      .live()
      .help("How many kernels the counted layer has. One of them is shown.")
      .integer(&Settings::units, "units", "Dense units", {1, 10000})
      .logarithmic()
      .live()
      .help("Of the dense layer that the counts compare with.");
}

bool Convolution::gesture(const Action& action) {
  if (const auto* edit = std::get_if<CellEdited>(&action.gesture)) {
    const bool of_kernel = action.panel == "kernel";
    if (!of_kernel && (action.panel != "picture" || is_drawn_on())) return false;
    std::vector<double>& cells = of_kernel ? kernel_ : picture_.levels;
    const auto columns = static_cast<int>(of_kernel ? shape_.kernel_width : picture_.width);
    const std::ptrdiff_t at = std::ptrdiff_t{edit->row} * columns + edit->column;
    if (edit->row < 0 || edit->column < 0 || edit->column >= columns || at >= std::ssize(cells)) return false;
    cells[static_cast<std::size_t>(at)] = std::clamp(static_cast<double>(edit->value), -1e6, 1e6);
    refresh();
    return true;
  }
  if (action.panel != "picture" || !is_drawn_on()) return false;
  const std::ptrdiff_t plane = std::ptrdiff_t{picture_.height} * picture_.width;
  if (const auto* stroke = std::get_if<StrokeDrawn>(&action.gesture)) {
    data::Stroke points;
    for (std::size_t i = 0; i + 1 < stroke->xy.size(); i += 2)
      points.push_back({static_cast<double>(stroke->xy[i]), static_cast<double>(stroke->xy[i + 1])});
    Matrix<float> ink(picture_.height, picture_.width);
    data::draw_stroke(points, kPenRadius, ink);
    for (std::size_t i = 0; i < picture_.levels.size(); ++i) {
      const auto cover = static_cast<double>(ink.data()[static_cast<std::ptrdiff_t>(i) % plane]);
      double& level = picture_.levels[i];
      level = stroke->erases ? level * (1 - cover) : std::max(level, cover);
    }
  } else if (std::holds_alternative<PadCleared>(action.gesture)) {
    std::fill(picture_.levels.begin(), picture_.levels.end(), 0.0);
  } else {
    return false;
  }
  refresh();
  return true;
}

Map Convolution::convolved(const std::vector<double>& picture) const {
  Map map{shape_.out_height(), shape_.out_width(), {}};
  nn::convolve_plane(shape_, picture, kernel_, settings().bias, map.values);
  if (settings().rectifies)
    for (double& value : map.values) value = std::max(value, 0.0);
  return map;
}

Map Convolution::pooled(const Map& map, nn::Pooling pooling) const {
  if (map.empty() || pooling == nn::Pooling::none) return map;
  simd::Pool2dShape shape{.planes = 1,
                          .in_height = map.height,
                          .in_width = map.width,
                          .kernel_height = std::min<std::ptrdiff_t>(pool_height(), map.height),
                          .kernel_width = std::min<std::ptrdiff_t>(settings().pool_size, map.width)};
  shape.stride_y = shape.kernel_height;
  shape.stride_x = shape.kernel_width;
  Map result{shape.out_height(), shape.out_width(), {}};
  result.values.resize(static_cast<std::size_t>(shape.out_plane()));
  if (pooling == nn::Pooling::average) {
    simd::avg_pool2d_forward(shape, true, map.values.data(), result.values.data());
  } else {
    std::vector<std::int32_t> places(result.values.size());
    simd::max_pool2d_forward(shape, map.values.data(), result.values.data(), places.data());
  }
  return result;
}

void Convolution::commute(int right, int down, Commutation& result) const {
  if (is_signal()) down = 0;
  std::vector<double> moved;
  nn::shift_picture(shape_, picture_.levels, down, right, moved);
  result.shifted_first = convolved(moved);
  result.pooled = pooled(result.shifted_first, settings().pooling);
  result.convolved_first = map_;
  result.difference = map_;
  result.largest = 0;
  const std::ptrdiff_t stride = settings().stride;
  const bool wraps = settings().border == nn::Border::wrap;
  for (std::ptrdiff_t i = 0; i < map_.height; ++i)
    for (std::ptrdiff_t j = 0; j < map_.width; ++j) {
      // With a stride the map can only be moved by whole places: the nearest before.
      std::ptrdiff_t row = i - down / stride, column = j - right / stride;
      if (wraps) {
        row = (row % map_.height + map_.height) % map_.height;
        column = (column % map_.width + map_.width) % map_.width;
      }
      const auto at = static_cast<std::size_t>(i * map_.width + j);
      const bool known = row >= 0 && column >= 0;
      result.convolved_first.values[at] = known ? map_(row, column) : kUnknown;
      result.difference.values[at] = known ? result.shifted_first.values[at] - map_(row, column) : kUnknown;
      if (known) result.largest = std::max(result.largest, std::fabs(result.difference.values[at]));
    }
}

void Convolution::refresh() {
  shape_.channels = picture_.channels;
  shape_.height = picture_.height;
  shape_.width = picture_.width;
  shape_.padding = settings().padding;
  shape_.stride = settings().stride;
  shape_.dilation = settings().dilation;
  shape_.border = settings().border;
  shape_.flips = settings().flips;
  map_ = convolved(picture_.levels);
  pooled_ = pooled(map_, settings().pooling);
  map_changes_.clear();
  pooled_changes_.clear();
  shift_errors_.clear();
  for (int shift = 0; shift <= std::min(kMostShift, picture_.width - 1); ++shift) {
    commute(shift, 0, shift_);
    map_changes_.push_back(root_mean_square_change(map_, shift_.shifted_first));
    pooled_changes_.push_back(root_mean_square_change(pooled_, shift_.pooled));
    shift_errors_.push_back(shift_.largest);
  }
  refresh_shift();
}

void Convolution::cut_window(std::vector<double>& window, std::vector<double>& weights) const {
  nn::laid_kernel(shape_, kernel_, weights);
  std::vector<double> padded;
  nn::pad_picture(shape_, picture_.levels, padded);
  window.clear();
  const std::ptrdiff_t top = place_row() * shape_.stride, left = place_column() * shape_.stride;
  for (std::ptrdiff_t c = 0; c < shape_.channels; ++c)
    for (std::ptrdiff_t a = 0; a < shape_.kernel_height; ++a)
      for (std::ptrdiff_t b = 0; b < shape_.kernel_width; ++b) {
        const std::ptrdiff_t row = c * shape_.padded_height() + top + a * shape_.dilation;
        window.push_back(padded[static_cast<std::size_t>(row * shape_.padded_width() + left + b * shape_.dilation)]);
      }
}

std::vector<nn::LayerReach> Convolution::stacked_layers() const {
  std::vector<nn::LayerReach> layers;
  for (int l = 0; l < settings().stack; ++l) {
    layers.push_back({shape_.kernel_width, shape_.stride, shape_.dilation});
    if (pools()) layers.push_back({settings().pool_size, settings().pool_size});
  }
  return layers;
}

Range around_zero(Values values) {
  double largest = 1e-6;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isfinite(values[i])) largest = std::max(largest, std::fabs(values[i]));
  return {-largest, largest};
}

void add_map(Images& images, std::string_view label, const Map& map, Range range, const PixelBox& mark = {},
             ColorRole frame = kColorMuted, int pick = -1) {
  images.tile(label, map.values, static_cast<int>(map.height), static_cast<int>(map.width),
              {.color = range, .frame = frame, .pick = pick, .mark = mark});
}

PixelBox box(std::ptrdiff_t row, std::ptrdiff_t column, std::ptrdiff_t height, std::ptrdiff_t width) {
  return {static_cast<int>(row), static_cast<int>(column), static_cast<int>(height), static_cast<int>(width)};
}

// A picture as it is: in its numbers where they are few, else in its own grey or colours.
void add_picture(Images& images, std::string_view label, const std::vector<double>& levels, int channels, int height,
                 int width, const PixelBox& mark) {
  if (channels == 1 && std::min(height, width) < kPhotographFrom) {
    images.tile(label, levels, height, width, {.color = around_zero(levels), .mark = mark});
    return;
  }
  double low = 0, high = 1;
  for (const double level : levels) low = std::min(low, level), high = std::max(high, level);
  const std::size_t plane = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  std::vector<double> colours(3 * plane);
  for (std::size_t i = 0; i < colours.size(); ++i)
    colours[i] = (levels[channels == 3 ? i % 3 * plane + i / 3 : i / 3] - low) / (high - low);
  images.tile(label, colours, height, width, {.color = {0, 1}, .mark = mark, .channels = 3});
}

void Convolution::describe(Snapshot& snapshot) const {
  if (is_signal()) describe_signal(snapshot);
  describe_sliding(snapshot);
  describe_sum(snapshot);
  describe_kernel(snapshot);
  describe_picture(snapshot);
  describe_numbers(snapshot);
  describe_pooled(snapshot);
  describe_shift(snapshot);
  describe_changes(snapshot);
  describe_field(snapshot);
  describe_counts(snapshot);
}

void Convolution::describe_sliding(Snapshot& snapshot) const {
  Images& images = snapshot.images("sliding", "Picture, kernel, products and map",
                                   {.weight = is_signal() ? 3 : 4, .help = kSlidingHelp});
  images.setup({.map = ColorMap::diverging,
                .columns = is_signal() ? 0 : 2,
                .picks_parameter = "place",
                .picks_pixels = true,
                .numbers = true});
  std::vector<double> padded, window, weights, products;
  nn::pad_picture(shape_, picture_.levels, padded);
  const int height = static_cast<int>(shape_.padded_height()), width = static_cast<int>(shape_.padded_width());
  const auto name_row = [&](std::string_view name) {
    if (is_signal()) images.row(name);
  };
  const auto named = [&](std::string_view name) { return is_signal() ? std::string_view() : name; };
  const std::string_view of_picture = settings().padding > 0 ? "picture, padded" : "picture";
  name_row(of_picture);
  if (map_.empty()) {
    add_picture(images, named(of_picture), padded, picture_.channels, height, width, {});
    return;
  }
  cut_window(window, weights);
  for (std::size_t i = 0; i < window.size(); ++i) products.push_back(window[i] * weights[i]);
  const PixelBox mark =
      box(place_row() * shape_.stride, place_column() * shape_.stride, shape_.reach_y(), shape_.reach_x());
  const int rows = static_cast<int>(shape_.channels * shape_.kernel_height),
            columns = static_cast<int>(shape_.kernel_width);
  add_picture(images, named(of_picture), padded, picture_.channels, height, width, mark);
  const std::string_view of_kernel = settings().flips ? "× flipped kernel" : "× kernel";
  name_row(of_kernel);
  images.tile(named(of_kernel), weights, rows, columns, {.color = around_zero(weights)});
  name_row("= products");
  images.tile(named("= products"), products, rows, columns, {.color = around_zero(products)});
  Map shown = map_;
  if (settings().reveals && settings().moves == Moves::window && steps_ < map_.values.size())
    for (std::size_t i = static_cast<std::size_t>(place()) + 1; i < shown.values.size(); ++i)
      shown.values[i] = kUnknown;
  name_row("map");
  add_map(images, named("map"), shown, around_zero(map_.values), box(place_row(), place_column(), 1, 1), kColorAccent,
          pick());
}

// Of a signal, what goes in and what comes out as curves.
void Convolution::describe_signal(Snapshot& snapshot) const {
  Plane& plane = snapshot.plane("signal", "Signal and its convolution",
                                {.weight = 4,
                                 .help = "Each number of the map stands at the middle of the window it comes from. "
                                         "Shaded is the window now."});
  plane.axes({.label = "place", .range = {-0.5 - settings().padding, picture_.width - 0.5 + settings().padding}},
             {.label = "level"});
  std::vector<double> places, at;
  for (int i = 0; i < picture_.width; ++i) places.push_back(i);
  const double middle = static_cast<double>(shape_.reach_x() - 1) / 2 - settings().padding;
  for (std::ptrdiff_t j = 0; j < map_.width; ++j) at.push_back(static_cast<double>(j * shape_.stride) + middle);
  plane.bars("signal x", places, picture_.levels, 0.9, {kColorMuted});
  if (map_.empty()) return;
  plane.line("x ∗ w", {at, map_.values}, {.color = 1});
  plane.points("", {at, map_.values}, {.color = 1, .size_px = 4});
  const double left = static_cast<double>(place_column() * shape_.stride) - settings().padding;
  plane.vertical("window", left - 0.5, {.color = kColorAccent});
  plane.vertical("", left + static_cast<double>(shape_.reach_x()) - 0.5, {.color = kColorAccent});
  const auto now = static_cast<std::size_t>(place());
  plane.point("map at the window", at[now], map_.values[now],
              {.color = kColorAccent, .marker = Marker::ring, .size_px = 8});
}

void append_number(std::string& line, double value, int digits) {
  std::string number;
  write_number(number, std::fabs(value), digits);
  if (value < 0) line += "−";
  line += number;
}

void append_factor(std::string& line, double value) {
  if (value < 0) line += '(';
  append_number(line, value, 2);
  if (value < 0) line += ')';
}

constexpr std::array<const char*, 3> kColours{"red", "green", "blue"};

// Rows of a table in which the channels stand one below the other: "red 1", "red 2" …; of one channel no names.
std::vector<std::string> channel_rows(std::ptrdiff_t channels, std::ptrdiff_t height) {
  std::vector<std::string> names;
  for (std::ptrdiff_t row = 0; channels > 1 && row < channels * height; ++row)
    names.push_back(kColours[static_cast<std::size_t>(row / height)] + std::string(" ") +
                    std::to_string(row % height + 1));
  return names;
}

void Convolution::describe_sum(Snapshot& snapshot) const {
  Text& text = snapshot.text("sum", "The sum at the window", {.weight = 2, .help = "Pixel times weight, row by row."});
  if (map_.empty()) {
    text.warning("The kernel is larger than the picture: choose a smaller one, or more padding.");
    return;
  }
  std::vector<double> window, weights;
  cut_window(window, weights);
  std::string line;
  double sum = 0;
  std::size_t i = 0;
  for (std::ptrdiff_t c = 0; c < shape_.channels; ++c) {
    if (shape_.channels > 1) text.paragraph(kColours[static_cast<std::size_t>(c)]);
    for (std::ptrdiff_t a = 0; a < shape_.kernel_height; ++a) {
      line = i == 0 ? "" : "+ ";
      for (std::ptrdiff_t b = 0; b < shape_.kernel_width; ++b, ++i) {
        if (b > 0) line += " + ";
        append_factor(line, window[i]);
        line += "·";
        append_factor(line, weights[i]);
        sum += window[i] * weights[i];
      }
      text.formula(line);
    }
  }
  line = "= ";
  append_number(line, sum, 4);
  const double value = map_(place_row(), place_column());
  if (settings().bias != 0) {
    line += settings().bias < 0 ? " − " : " + ";
    append_number(line, std::fabs(settings().bias), 3);
    line += " = ";
    append_number(line, sum + settings().bias, 4);
  }
  if (settings().rectifies) {
    line += ", ReLU: ";
    append_number(line, value, 4);
  }
  text.formula(line);
  text.paragraph("Row " + std::to_string(place_row() + 1) + ", column " + std::to_string(place_column() + 1) +
                 " of the map");
}

void Convolution::describe_picture(Snapshot& snapshot) const {
  if (is_drawn_on()) {
    Images& images = snapshot.images("picture", "Draw on the picture", {.weight = 2, .help = kPadHelp});
    images.setup({.map = ColorMap::greys, .drawable = true});
    add_picture(images, "draw here", picture_.levels, picture_.channels, picture_.height, picture_.width, {});
    return;
  }
  const bool whole = std::all_of(picture_.levels.begin(), picture_.levels.end(),
                                 [](double level) { return level == std::floor(level); });
  snapshot.matrix("picture", "Pixels of the picture", {.weight = 2, .help = kPictureHelp})
      .cells(picture_.channels * picture_.height, picture_.width, picture_.levels,
             {.decimals = whole ? 0 : 2,
              .map = ColorMap::diverging,
              .color = around_zero(picture_.levels),
              .editable = true})
      .labels("", channel_rows(picture_.channels, picture_.height), "", {});
}

void Convolution::describe_kernel(Snapshot& snapshot) const {
  const bool whole = std::all_of(kernel_.begin(), kernel_.end(), [](double w) { return w == std::floor(w); });
  Range range = around_zero(kernel_);
  range = {std::min(range.low, -1.0), std::max(range.high, 1.0)};
  snapshot.matrix("kernel", "Kernel", {.weight = 2, .help = kKernelHelp})
      .cells(static_cast<int>(shape_.channels * shape_.kernel_height), static_cast<int>(shape_.kernel_width), kernel_,
             {.decimals = whole ? 0 : 3, .map = ColorMap::diverging, .color = range, .editable = true})
      .labels("", channel_rows(shape_.channels, shape_.kernel_height), "", {});
}

void Convolution::describe_pooled(Snapshot& snapshot) const {
  Images& images = snapshot.images("pooled", "Pooling", {.weight = 2, .help = kPooledHelp});
  images.setup({.map = ColorMap::diverging, .numbers = true});
  if (map_.empty()) return;
  const Range range = around_zero(map_.values);
  const std::ptrdiff_t height = std::min<std::ptrdiff_t>(pool_height(), map_.height),
                       width = std::min<std::ptrdiff_t>(settings().pool_size, map_.width);
  const std::ptrdiff_t row = place_row() / height, column = place_column() / width;
  const bool inside = row < map_.height / height && column < map_.width / width;
  const PixelBox of_map = inside ? box(row * height, column * width, height, width) : PixelBox{};
  const PixelBox of_pooled = inside ? box(row, column, 1, 1) : PixelBox{};
  if (is_signal()) images.row("map", range);
  add_map(images, is_signal() ? "" : "map", map_, range, of_map);
  const auto add = [&](const char* label, nn::Pooling pooling) {
    if (is_signal()) images.row(label, range);
    add_map(images, is_signal() ? "" : label, pooled(map_, pooling), range, of_pooled,
            settings().pooling == pooling ? kColorAccent : kColorMuted);
  };
  add("largest", nn::Pooling::max);
  add("mean", nn::Pooling::average);
}

void Convolution::describe_shift(Snapshot& snapshot) const {
  Images& images = snapshot.images("shift", "Shift before and after", {.weight = 2, .help = kShiftHelp});
  images.setup({.map = ColorMap::diverging, .columns = is_signal() ? 1 : 3, .numbers = true});
  if (map_.empty()) return;
  const Range range = around_zero(map_.values);
  const auto add = [&](const char* label, const Map& map, ColorRole frame = kColorMuted) {
    if (is_signal()) images.row(label, range);
    add_map(images, is_signal() ? "" : label, map, range, {}, frame);
  };
  add("shift, convolve", shift_.shifted_first);
  add("convolve, shift", shift_.convolved_first);
  add("difference", shift_.difference, shift_.largest > 0 ? kColorBad : kColorGood);
  if (!pools()) return;
  Map change = shift_.pooled;
  for (std::size_t i = 0; i < change.values.size(); ++i) change.values[i] -= pooled_.values[i];
  add("shift, pool", shift_.pooled);
  add("pooled", pooled_);
  add("change", change);
}

void Convolution::describe_changes(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("changes", "How much a shift changes", {.weight = 1, .help = kChangesHelp});
  plane.axes({.label = "shift to the right [pixels]", .range = {0, std::max<double>(std::ssize(map_changes_) - 1, 1)}},
             {.label = "relative change", .range = {0, 1.5}});
  std::vector<double> shifts;
  for (std::size_t s = 0; s < map_changes_.size(); ++s) shifts.push_back(static_cast<double>(s));
  plane.line("map", {shifts, map_changes_});
  if (pools()) plane.line("map after pooling", {shifts, pooled_changes_}, {.color = 1});
  plane.vertical("shift now", shift_right(), {.color = kColorAccent});
  plane.read_at = std::min<double>(shift_right(), shifts.empty() ? 0 : shifts.back());
}

// Units stand at the middle of what they see.
void Convolution::describe_field(Snapshot& snapshot) const {
  const std::vector<nn::LayerReach> layers = stacked_layers();
  const nn::ReceptiveField whole = nn::receptive_field(layers);
  Plane& plane = snapshot.plane("field", "Receptive field", {.weight = 1, .help = kFieldHelp});
  const double top = static_cast<double>(layers.size()), side = static_cast<double>(whole.side);
  plane.axes({.label = "pixel along a row", .range = {-0.06 * side - 1, 1.06 * side}},
             {.label = "layer", .range = {-0.4, top + 0.4}});
  plane.y.names.assign(1, "picture");
  for (int l = 1; l <= settings().stack; ++l) {
    plane.y.names.push_back("conv " + std::to_string(l));
    if (pools()) plane.y.names.push_back("pool " + std::to_string(l));
  }
  const auto place_of = [&](std::size_t layer, std::ptrdiff_t unit) {
    const nn::ReceptiveField seen = nn::receptive_field(std::span(layers).first(layer));
    return static_cast<double>(seen.side - 1) / 2 + static_cast<double>(seen.jump * unit);
  };
  // Along the first units that count, up from the picture, and down along the last ones.
  std::vector<double> cone_x(2 * layers.size() + 1), cone_y(cone_x.size());
  std::ptrdiff_t last = 0;
  for (std::size_t l = layers.size() + 1; l-- > 0;) {
    if (l < layers.size()) last = last * layers[l].stride + (layers[l].kernel - 1) * layers[l].dilation;
    cone_x[l] = place_of(l, 0);
    cone_x[cone_x.size() - 1 - l] = place_of(l, last);
    cone_y[l] = cone_y[cone_x.size() - 1 - l] = static_cast<double>(l);
  }
  plane.line("cone", {cone_x, cone_y}, {.color = kColorMuted, .dashed = true});
  if (whole.side <= kWidestCone) {
    // Of each layer, from the top, the units that the one on top depends on.
    std::vector<std::vector<std::ptrdiff_t>> units(layers.size() + 1);
    units.back() = {0};
    LineLayer& edges = plane.line("weights", Places(), {.color = 0, .width_px = 1});
    const auto go = [&edges](double x, double y) {
      edges.x.push_back(static_cast<float>(x));
      edges.y.push_back(static_cast<float>(y));
    };
    for (std::size_t l = layers.size(); l-- > 0;) {
      const nn::LayerReach& layer = layers[l];
      for (const std::ptrdiff_t unit : units[l + 1])
        for (std::ptrdiff_t b = 0; b < layer.kernel; ++b) {
          const std::ptrdiff_t from = unit * layer.stride + b * layer.dilation;
          go(place_of(l + 1, unit), static_cast<double>(l + 1));
          go(place_of(l, from), static_cast<double>(l));
          go(kUnknown, kUnknown);
          units[l].push_back(from);
        }
      std::sort(units[l].begin(), units[l].end());
      units[l].erase(std::unique(units[l].begin(), units[l].end()), units[l].end());
    }
    PointsLayer& dots = plane.points("units that count", Places(), {.color = kColorAccent, .size_px = 4});
    for (std::size_t l = 0; l < units.size(); ++l)
      for (const std::ptrdiff_t unit : units[l]) {
        dots.x.push_back(static_cast<float>(place_of(l, unit)));
        dots.y.push_back(static_cast<float>(l));
      }
  }
  snapshot.metric("field_side", "pixels a side that a unit on top sees", side, {.digits = 0});
}

// "1 219 276 900", with thin gaps.
std::string in_thousands(double whole) {
  std::string digits(24, ' ');
  digits.resize(static_cast<std::size_t>(std::snprintf(digits.data(), digits.size(), "%.0f", whole)));
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, "\u2009");
  return digits;
}

void Convolution::describe_counts(Snapshot& snapshot) const {
  const double filters = settings().filters, units = settings().units;
  const double per_filter = static_cast<double>(shape_.kernel_size());
  const double pixels = static_cast<double>(shape_.picture_size());
  const double outputs = filters * static_cast<double>(shape_.out_size());
  const double conv = filters * (per_filter + 1), dense = outputs * (pixels + 1);
  const double dense_units = units * (pixels + 1), photo = units * (kPhotoPixels + 1);
  const double photo_conv = filters * static_cast<double>(shape_.kernel_height * shape_.kernel_width + 1);
  Table& table = snapshot.table("counts", "Weights to be learned", {.weight = 1, .help = kCountsHelp});
  table.head({"layer", "weights", "products"});
  const auto row = [&](std::string_view name, double weights, double products, ColorRole color) {
    const std::string of_weights = in_thousands(weights), of_products = in_thousands(products);
    table.row({name, std::string_view(of_weights), std::string_view(of_products)}, {color});
  };
  row("this convolution", conv, outputs * per_filter, kColorAccent);
  row("dense, to the same map", dense, outputs * pixels, kColorForeground);
  row("dense units", dense_units, units * pixels, kColorForeground);
  row("convolution, photograph", photo_conv, (photo_conv - filters) * kPhotoPixels, kColorAccent);
  row("dense units, photograph", photo, units * kPhotoPixels, kColorForeground);
  snapshot.metric("conv_weights", "weights and biases of the convolution", conv, {.digits = 0});
  snapshot.metric("same_map_weights", "weights and biases of a dense layer to the same map", dense, {.digits = 0});
  snapshot.metric("photo_weights", "weights and biases of dense units on the photograph", photo, {.digits = 0});
}

void Convolution::describe_numbers(Snapshot& snapshot) const {
  const bool known = !map_.empty();
  const double value = known ? map_(place_row(), place_column()) : kUnknown;
  double least = kUnknown, largest = kUnknown;
  if (known) {
    const auto [low, high] = std::minmax_element(map_.values.begin(), map_.values.end());
    least = *low, largest = *high;
  }
  const auto changes = [&](const std::vector<double>& of) {
    const int shift = shift_right();
    return shift < std::ssize(of) ? of[static_cast<std::size_t>(shift)] : kUnknown;
  };
  Numbers numbers = snapshot.numbers("Numbers", {.help = "Of the map, and of the picture shifted."});
  numbers.add("map_value", "value of the map", value)
      .add("map_rows", "rows of the map", static_cast<double>(map_.height), {.digits = 0})
      .add("map_columns", "columns of the map", static_cast<double>(map_.width), {.digits = 0})
      .add("map_least", "least of the map", least)
      .add("map_largest", "largest of the map", largest)
      .add("shift_error", "largest difference, shifted before or after", known ? shift_.largest : kUnknown)
      .add("map_change", "change of the map by the shift", changes(map_changes_), {.digits = 3});
  if (!pools()) return;
  numbers.add("pooled_change", "change after pooling", changes(pooled_changes_), {.digits = 3});
  const auto mean = [](const Map& map) { return math::mean(map.values); };
  snapshot.metric("map_mean", "mean of the map", known ? mean(map_) : kUnknown);
  snapshot.metric("pooled_mean", "mean after pooling", known ? mean(pooled_) : kUnknown);
  snapshot.metric("pooled_first", "first number after pooling", known ? pooled_.values[0] : kUnknown);
  snapshot.metric("pooled_last", "last number after pooling", known ? pooled_.values.back() : kUnknown);
}

const RegisterDemo<Convolution> registered{{
    .id = "convolution",
    .title = "Convolution and pooling",
    .lecture = 8,
    .row = "R41",
    .summary = "A kernel slides over a picture of which every pixel can be changed; each sum is written out.",
    .sources =
        {"LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86 "
         "(1998) 2278",
         "Dumoulin, Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285"},
    .steps_per_second = 2,
}};

}  // namespace
}  // namespace lectern
