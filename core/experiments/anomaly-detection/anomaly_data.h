#pragma once

#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/demo.h"
#include "core/lab/range.h"
#include "core/math/matrix.h"
#include "core/math/named_enum.h"

namespace lectern {

enum class AnomalySet { clouds, moons, rings, fraud, drawn };
enum class AnomalyKind { scattered, clump };

inline constexpr std::array<Named<AnomalySet>, 5> kAnomalySets{{
    {AnomalySet::clouds, "clouds", "Three clouds"},
    {AnomalySet::moons, "moons", "Moons"},
    {AnomalySet::rings, "rings", "Rings"},
    {AnomalySet::fraud, "fraud", "Card payments"},
    {AnomalySet::drawn, "drawn", "My own points"},
}};
inline constexpr std::array<Named<AnomalyKind>, 2> kAnomalyKinds{{
    {AnomalyKind::scattered, "scattered", "Scattered"},
    {AnomalyKind::clump, "clump", "In one clump"},
}};

// Group "Data".
struct AnomalySettings {
  AnomalySet set = AnomalySet::clouds;
  int n = 400;
  int anomalies = 12;
  AnomalyKind kind = AnomalyKind::scattered;
  int columns = 4;  // of card payments

  static Schema<AnomalySettings> schema(const AnomalySettings& defaults);
};

// Points, most of them normal; nobody tells the scorers which. Copies share them.
class AnomalyData {
 public:
  using Settings = AnomalySettings;

  static Result<AnomalyData> make(const Settings& settings, const DataStart& start);

  struct Points {
    Matrix<double> places;                         // n × 2: where they are drawn, in the units of the axes
    Matrix<double> X;                              // n × d: what scorers see, each column of mean 0 and variance 1
    std::vector<double> mean, deviation, typical;  // d, of the columns before; typical: standardised medians
    std::vector<std::int32_t> truth;               // n: 1 an anomaly
    std::vector<unsigned char> peculiar;           // n: normal, though it does not look so
    std::vector<double> loss;                      // n: what it costs to miss it, in €; 0 of what is normal
    auto state() const { return std::tie(places, X, truth, loss); }
  };
  const Points& points() const { return *points_; }
  std::ptrdiff_t size() const { return points().X.rows(); }
  std::ptrdiff_t drawn() const { return static_cast<std::ptrdiff_t>(drawn_.size()); }
  bool is_fraud() const { return settings_.set == AnomalySet::fraud; }
  Range x_range() const { return is_fraud() ? Range{-0.6, 4.1} : Range{-3.4, 3.4}; }
  Range y_range() const { return is_fraud() ? Range{0, 24} : Range{-3.4, 3.4}; }
  // What scorers would see of a place of the picture, the other columns being typical.   out  d
  void features_at(double x, double y, double* out) const;

  bool act(const Gesture& gesture);
  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return settings_.set != AnomalySet::drawn; }

  auto state() const { return std::tie(points_, drawn_); }

 private:
  AnomalyData(const Settings& settings, Rng rng, std::span<const DrawnPoint> drawn)
      : settings_(settings), rng_(rng), drawn_(drawn.begin(), drawn.end()) {
    draw();
  }
  void draw();

  Settings settings_;
  Rng rng_;  // as it was made
  std::vector<DrawnPoint> drawn_;
  Shared<Points> points_;
};

constexpr double kPlanarLoss = 100;  // € for a missed anomaly of the plane

}  // namespace lectern
