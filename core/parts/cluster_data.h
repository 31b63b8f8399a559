#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/lab/demo.h"
#include "core/lab/panel.h"
#include "core/math/matrix.h"

// Samples without labels, for demos that look for groups; where groups were made, it is known which.
namespace lectern {

constexpr int kMostClusterSamples = 1000, kMostTrueGroups = 8;

enum class ClusterSet { blobs, unequal, stretched, moons, circles, uniform, potatoes, scooters, states, digits, drawn };
enum class PotatoFeatures { colour_size, colour_shape, size_shape };
enum class TripHours { day, morning, noon, evening, night };

struct ClusterDataSettings {
  ClusterSet set = ClusterSet::blobs;
  int n = 300;
  int groups = 5;        // of blobs
  double spread = 0.12;  // of generated points
  PotatoFeatures features = PotatoFeatures::colour_size;
  bool standardise = true;  // potatoes
  TripHours hours = TripHours::day;
  bool has_states_and_pictures = false;  // no parameter: whether these two are among the sets

  static Schema<ClusterDataSettings> schema(const ClusterDataSettings& defaults);
};

class ClusterData {
 public:
  using Settings = ClusterDataSettings;
  static constexpr std::string_view kBlock = "clusters";
  static Result<ClusterData> make(const Settings& settings, const DataStart& start);

  ClusterSet set() const { return given_->set; }
  bool is_planar() const { return set() != ClusterSet::states && set() != ClusterSet::digits; }
  bool is_random() const { return set() != ClusterSet::drawn; }

  // n × d, what is clustered; points drawn come last.
  const Matrix<double>& X() const { return learned_->X; }
  std::ptrdiff_t size() const { return X().rows(); }
  // n × 2, where each is drawn. Of a state azimuth [degrees] and height of its place on the Bloch sphere; digits have
  // none.
  const Matrix<double>& places() const { return learned_->places; }
  // The groups the samples were made from, n; empty: none are known. Points drawn have none: then it is empty too.
  std::span<const std::int32_t> truth() const {
    return drawn_.empty() ? std::span(given_->truth) : std::span<const std::int32_t>();
  }

  // Where features lie in the picture, and back.
  void place_of(const double* x, double* place) const;
  void features_at(double x, double y, double* features) const;

  bool act(const Gesture& gesture);
  std::span<const DrawnPoint> drawn_points() const { return drawn_; }
  std::vector<std::string> file_shapes() const { return {}; }
  bool uses_seed() const { return is_random(); }

  Range x_range() const { return given_->x; }
  Range y_range() const { return given_->y; }
  void describe_axes(Plane& plane) const;

  auto state() const { return std::tie(given_, learned_, drawn_); }

 private:
  struct Given {
    ClusterSet set = ClusterSet::blobs;
    Matrix<double> X;
    std::vector<std::int32_t> truth;
    double unit_x = 1, unit_y = 1;  // what a feature of 1 is in the picture
    Range x{-1.25, 1.25}, y{-1.25, 1.25};
    std::string_view x_label = "x₁", y_label = "x₂";
    bool has_equal_axes = true;
    auto state() const { return std::tie(set, X, truth, unit_x, unit_y); }
  };
  struct Learned {
    Matrix<double> X, places;
    auto state() const { return std::tie(X, places); }
  };

  explicit ClusterData(Given given) : given_(std::move(given)) {}
  void take_drawn_points();
  static void make_points(const Settings& settings, Rng& rng, Given& given);
  static void make_potatoes(const Settings& settings, Rng& rng, Given& given);
  static void make_trips(const Settings& settings, Rng& rng, Given& given);
  static void make_states(const Settings& settings, Rng& rng, Given& given);

  Shared<Given> given_;
  Shared<Learned> learned_;
  std::vector<DrawnPoint> drawn_;
};

// The place on the Bloch sphere of the qubit (a₀ + i·a₁)|0⟩ + (a₂ + i·a₃)|1⟩: azimuth in degrees and height.
void bloch_place(const double* amplitudes, double* place);

}  // namespace lectern
