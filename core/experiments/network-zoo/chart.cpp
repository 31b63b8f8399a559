#include "core/experiments/network-zoo/chart.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace lectern::network_zoo {
namespace {

constexpr int kHeight = 30, kWidth = 44;
constexpr const char* kChartHelp =
    "Tap a network to see it at work. Yellow: inputs; green: hidden units that are trained; grey: drawn at random and "
    "never trained; blue: with a memory or fed back; red: outputs. Lines are weights.";
constexpr const char* kOthersHelp = "The networks of the chart that have a demo of their own: tap a name to open it.";

using Ink = std::array<float, 3>;
constexpr Ink kPaper{0.97f, 0.97f, 0.95f}, kLine{0.6f, 0.63f, 0.68f}, kInput{0.95f, 0.75f, 0.15f},
    kHidden{0.3f, 0.68f, 0.35f}, kRandom{0.55f, 0.55f, 0.55f}, kMemory{0.25f, 0.5f, 0.85f},
    kOutput{0.87f, 0.35f, 0.25f};

class Sketch {
 public:
  Sketch() : pixels_(static_cast<std::size_t>(3 * kHeight * kWidth)) {
    for (int row = 0; row < kHeight; ++row)
      for (int column = 0; column < kWidth; ++column) put(column, row, kPaper);
  }
  void line(double x0, double y0, double x1, double y1) {
    constexpr int kSteps = 60;
    for (int i = 0; i <= kSteps; ++i)
      put(static_cast<int>(x0 + (x1 - x0) * i / kSteps), static_cast<int>(y0 + (y1 - y0) * i / kSteps), kLine);
  }
  void disc(double x, double y, const Ink& ink) {
    for (int row = 0; row < kHeight; ++row)
      for (int column = 0; column < kWidth; ++column) {
        const double dx = column + 0.5 - x, dy = row + 0.5 - y;
        if (dx * dx + dy * dy < 6) put(column, row, ink);
      }
  }
  // A layer of so many discs at x.
  void layer(double x, int count, const Ink& ink) {
    for (int i = 0; i < count; ++i) disc(x, place(i, count), ink);
  }
  void weights(double x0, int from, double x1, int to) {
    for (int i = 0; i < from; ++i)
      for (int j = 0; j < to; ++j) line(x0, place(i, from), x1, place(j, to));
  }
  void ring(int count, const Ink& ink, bool all) {
    for (int i = 0; i < count; ++i)
      for (int j = all ? 0 : i + 1; j < (all ? i : std::min(count, i + 2)); ++j)
        line(x(i, count), y(i, count), x(j, count), y(j, count));
    if (!all) line(x(0, count), y(0, count), x(count - 1, count), y(count - 1, count));
    for (int i = 0; i < count; ++i) disc(x(i, count), y(i, count), ink);
  }
  const std::vector<float>& pixels() const { return pixels_; }

 private:
  static double place(int i, int count) { return kHeight * (i + 0.5) / count; }
  // On a hexagon, six at most.
  static double x(int i, int) {
    constexpr double kX[6] = {32, 27, 17, 12, 17, 27};
    return kX[i % 6];
  }
  static double y(int i, int) {
    constexpr double kY[6] = {15, 24, 24, 15, 6, 6};
    return kY[i % 6];
  }
  void put(int column, int row, const Ink& ink) {
    if (column < 0 || row < 0 || column >= kWidth || row >= kHeight) return;
    std::copy(ink.begin(), ink.end(), pixels_.begin() + 3 * (row * kWidth + column));
  }
  std::vector<float> pixels_;
};

Sketch sketch_of(Species cell) {
  Sketch s;
  switch (cell) {
    case Species::radial:
    case Species::extreme:
      s.weights(6, 2, 22, 4), s.weights(22, 4, 38, 1);
      s.layer(6, 2, kInput), s.layer(22, 4, cell == Species::radial ? kHidden : kRandom), s.layer(38, 1, kOutput);
      break;
    case Species::residual:
      for (int l = 0; l < 4; ++l) s.weights(5 + 8 * l, 2, 13 + 8 * l, 2);
      s.line(5, 1, 21, 1), s.line(5, 1, 5, 7), s.line(21, 1, 21, 7), s.line(21, 28, 37, 28), s.line(21, 22, 21, 28),
          s.line(37, 22, 37, 28);
      s.layer(5, 2, kInput), s.layer(13, 2, kHidden), s.layer(21, 2, kHidden), s.layer(29, 2, kHidden),
          s.layer(37, 2, kOutput);
      break;
    case Species::kohonen:
      for (int i = 0; i < 3; ++i) s.line(18, 5 + 10 * i, 38, 5 + 10 * i), s.line(18 + 10 * i, 5, 18 + 10 * i, 25);
      s.weights(5, 2, 18, 3), s.layer(5, 2, kInput);
      for (int i = 0; i < 3; ++i) s.layer(18 + 10 * i, 3, kHidden);
      break;
    case Species::echo:
    case Species::liquid:
      s.line(4, 15, 12, 15), s.line(32, 15, 40, 15), s.ring(6, kRandom, true);
      if (cell == Species::liquid) s.disc(27, 6, kMemory), s.disc(17, 24, kMemory);
      s.disc(4, 15, kInput), s.disc(40, 15, kOutput);
      break;
    case Species::hopfield: s.ring(6, kMemory, true); break;
    case Species::markov: s.ring(6, kInput, false); break;
    case Species::belief:
      s.weights(6, 4, 17, 3), s.weights(17, 3, 28, 3), s.weights(28, 3, 39, 2);
      s.layer(6, 4, kInput), s.layer(17, 3, kHidden), s.layer(28, 3, kHidden), s.layer(39, 2, kMemory);
      break;
    case Species::chart: break;
  }
  return s;
}

struct CellText {
  Species species;
  const char *name, *what, *task;
};
constexpr std::array<CellText, 9> kCells{{
    {Species::radial, "radial basis", "Hidden units that answer near their centre alone.",
     "Here: a curve with a narrow bump."},
    {Species::extreme, "extreme learning", "A random hidden layer; only the output is solved for.",
     "Here: two spirals, ready before the first step."},
    {Species::residual, "residual", "Each layer adds to what came in.", "Here: two spirals through sixty layers."},
    {Species::kohonen, "Kohonen map", "Units on a grid that follow their neighbours.",
     "Here: a map unfolds over points."},
    {Species::echo, "echo state", "A random recurrent network that is never trained, and a linear output.",
     "Here: a chaotic series is continued."},
    {Species::liquid, "liquid state", "The same of neurons that spike.", "Here: patterns that differ in times alone."},
    {Species::hopfield, "Hopfield", "All units joined with all, patterns as valleys of an energy.",
     "Here: damaged patterns are mended."},
    {Species::markov, "Markov chain", "States, and chances from one to the next.",
     "Here: the weather from day to day."},
    {Species::belief, "deep belief", "Boltzmann machines, one on top of the other.", "Here: it dreams digits."},
}};

std::vector<Sketch> sketches() {
  std::vector<Sketch> all;
  for (const CellText& cell : kCells) all.push_back(sketch_of(cell.species));
  return all;
}

}  // namespace

void Chart::describe(const ZooSettings&, Snapshot& snapshot) const {
  Images& images = snapshot.images("chart", "Tap a network", {.weight = 4, .help = kChartHelp});
  images.setup({.picks_parameter = "network"});
  static const std::vector<Sketch> kSketches = sketches();
  constexpr int kStepsOfCell = 20;
  const std::size_t lit = static_cast<std::size_t>(steps_ / kStepsOfCell) % kCells.size();
  for (std::size_t i = 0; i < kCells.size(); ++i)
    images.tile(kCells[i].name, kSketches[i].pixels(), kHeight, kWidth,
                {.color = {0, 1},
                 .frame = i == lit ? kColorAccent : kColorMuted,
                 .pick = static_cast<int>(kCells[i].species),
                 .channels = 3});
  Text& text =
      snapshot.text("framed", "In the frame", {.weight = 2, .help = "What the framed network is and does here."});
  text.heading(kCells[lit].name);
  text.paragraph(kCells[lit].what);
  text.paragraph(kCells[lit].task);
  Table& table = snapshot.table("others", "The rest of the chart", {.weight = 3, .help = kOthersHelp});
  table.head({"network", "good at", "open"});
  table.row({"perceptron", "a straight border", "→ perceptron"});
  table.row({"feed forward", "any function", "→ neural-network"});
  table.row({"recurrent, LSTM, GRU", "sequences", "→ recurrent-networks"});
  table.row({"autoencoders", "few numbers for many", "→ autoencoders"});
  table.row({"convolutional", "pictures", "→ cnn-filters"});
  table.row({"adversarial (GAN)", "new pictures", "→ gan-images"});
  table.row({"Boltzmann machine", "a probability of patterns", "→ boltzmann-machine"});
  table.row({"attention", "what belongs to what", "→ attention"});
  table.row({"support vectors", "the widest border", "→ support-vector-machine"});
  table.row({"diffusion", "pictures out of noise", "→ diffusion"});
  snapshot.metric("cell_framed", "cell in the frame", static_cast<double>(lit + 1));
}

}  // namespace lectern::network_zoo
