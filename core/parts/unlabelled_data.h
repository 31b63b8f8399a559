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

// Transverse momenta of the kinds of particles that can be drawn [GeV].
constexpr double kDrawnTransverse[] = {1, 10, 60};

constexpr int kMostUnlabelledSamples = 1000, kMostTrueGroups = 8;

enum class UnlabelledSet {
  blobs,
  unequal,
  stretched,
  moons,
  circles,
  uniform,
  potatoes,
  scooters,
  states,
  digits,
  particles,
  drawn,
  customers,
  ising
};
enum class PotatoFeatures { colour_size, colour_shape, size_shape, all };
enum class CollisionEvent { two_jets, three_jets, w_boson };
enum class TripHours { day, morning, noon, evening, night };

struct UnlabelledDataSettings {
  UnlabelledSet set = UnlabelledSet::blobs;
  int n = 300;
  int groups = 5;        // of blobs
  double spread = 0.12;  // of generated points
  PotatoFeatures features = PotatoFeatures::colour_size;
  bool standardise = true;  // potatoes, customers
  TripHours hours = TripHours::day;
  CollisionEvent event = CollisionEvent::two_jets;
  int soft = 50;  // particles that belong to no jet
  // No parameters: whether these are among the sets; with states and pictures go customers, spin states and all three
  // features of potatoes.
  bool has_states_and_pictures = false, has_particles = false;

  static Schema<UnlabelledDataSettings> schema(const UnlabelledDataSettings& defaults);
};

class UnlabelledData {
 public:
  using Settings = UnlabelledDataSettings;
  static constexpr std::string_view kBlock = "unlabelled";
  static Result<UnlabelledData> make(const Settings& settings, const DataStart& start);

  UnlabelledSet set() const { return given_->set; }
  bool is_planar() const {
    return set() != UnlabelledSet::states && set() != UnlabelledSet::digits && given_->X.cols() < 3;
  }
  bool is_random() const { return set() != UnlabelledSet::drawn; }

  // n × d, what is clustered; points drawn come last.
  const Matrix<double>& X() const { return learned_->X; }
  std::ptrdiff_t size() const { return X().rows(); }
  // n × 2, where each is drawn: its first two features. Of a qubit azimuth [degrees] and height of its place on the
  // Bloch sphere; digits have none.
  const Matrix<double>& places() const { return learned_->places; }
  // The groups the samples were made from, n; empty: none are known. Points drawn have none: then it is empty too.
  std::span<const std::int32_t> truth() const {
    return drawn_.empty() ? std::span(given_->truth) : std::span<const std::int32_t>();
  }

  // Of particles, whose place is (rapidity, azimuth), n: their transverse momenta [GeV].
  std::span<const double> transverse() const { return learned_->transverse; }

  // Where features lie in the picture, and back; a third feature stays as it is.
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
    UnlabelledSet set = UnlabelledSet::blobs;
    Matrix<double> X;
    std::vector<std::int32_t> truth;
    std::vector<double> transverse;  // of particles
    double unit_x = 1, unit_y = 1;   // what a feature of 1 is in the picture
    Range x{-1.25, 1.25}, y{-1.25, 1.25};
    std::string_view x_label = "x₁", y_label = "x₂";
    bool has_equal_axes = true;
    auto state() const { return std::tie(set, X, truth, transverse, unit_x, unit_y); }
  };
  struct Learned {
    Matrix<double> X, places;
    std::vector<double> transverse;
    auto state() const { return std::tie(X, places, transverse); }
  };

  explicit UnlabelledData(Given given) : given_(std::move(given)) {}
  void take_drawn_points();
  static void make_points(const Settings& settings, Rng& rng, Given& given);
  static void make_potatoes(const Settings& settings, Rng& rng, Given& given);
  static void make_customers(const Settings& settings, Rng& rng, Given& given);
  static void make_spins(const Settings& settings, Rng& rng, Given& given);
  static void make_trips(const Settings& settings, Rng& rng, Given& given);
  static void make_particles(const Settings& settings, Rng& rng, Given& given);
  static void make_states(const Settings& settings, Rng& rng, Given& given);

  Shared<Given> given_;
  Shared<Learned> learned_;
  std::vector<DrawnPoint> drawn_;
};

// The place on the Bloch sphere of the qubit (a₀ + i·a₁)|0⟩ + (a₂ + i·a₃)|1⟩: azimuth in degrees and height.
void bloch_place(const double* amplitudes, double* place);

}  // namespace lectern
