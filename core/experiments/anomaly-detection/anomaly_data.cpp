#include "core/experiments/anomaly-detection/anomaly_data.h"

#include <algorithm>
#include <cmath>

#include "core/data/card_transactions.h"
#include "core/data/cluster_shapes.h"
#include "core/lab/drawn_points.h"
#include "core/math/elementary.h"

namespace lectern {
namespace {

constexpr double kClear = 0.45;  // how far a scattered anomaly is from all normal points, at least
constexpr double kWindow = 3.1;

// Normal points, then anomalies.   n × 2
Matrix<double> planar_points(const AnomalySettings& settings, Rng& rng) {
  const auto shape = settings.set == AnomalySet::moons   ? data::ClusterShape::moons
                     : settings.set == AnomalySet::rings ? data::ClusterShape::circles
                                                         : data::ClusterShape::varied;
  const int normal = settings.n - settings.anomalies;
  const data::ClusterSet set = data::make_cluster_set(shape, normal, 0.08, rng);
  Matrix<double> places(settings.n, 2);
  std::copy_n(set.X.data(), set.X.size(), places.data());
  const auto is_clear = [&](double x, double y) {
    for (std::ptrdiff_t i = 0; i < normal; ++i) {
      const double dx = places(i, 0) - x, dy = places(i, 1) - y;
      if (dx * dx + dy * dy < kClear * kClear) return false;
    }
    return true;
  };
  double middle_x = 0, middle_y = 0;
  const auto find_place = [&](double& x, double& y) {
    for (int trial = 0; trial < 1000; ++trial) {
      x = rng.uniform(-kWindow, kWindow);
      y = rng.uniform(-kWindow, kWindow);
      if (is_clear(x, y)) return;
    }
  };
  find_place(middle_x, middle_y);
  for (std::ptrdiff_t i = normal; i < settings.n; ++i) {
    if (settings.kind == AnomalyKind::clump) {
      places(i, 0) = middle_x + 0.06 * rng.normal();
      places(i, 1) = middle_y + 0.06 * rng.normal();
    } else {
      find_place(places(i, 0), places(i, 1));
    }
  }
  return places;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Schema<AnomalySettings> AnomalySettings::schema(const AnomalySettings& defaults) {
  using Self = AnomalySettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Data")
      .choice(&Self::set, "data", glossary_label("data"), kAnomalySets)
      .help("Normal points with some anomalies among them. Points drawn join them: blue ones are normal, orange ones "
            "anomalies.")
      .integer(&Self::n, "n", {60, 600})
      .help("Points in all, anomalies included.")
      .shown_when(&Self::set, {AnomalySet::clouds, AnomalySet::moons, AnomalySet::rings, AnomalySet::fraud})
      .integer(&Self::anomalies, "anomalies", "Anomalies", {0, 50})
      .help("How many of the points are anomalies. The scorers are never told which.")
      .shown_when(&Self::set, {AnomalySet::clouds, AnomalySet::moons, AnomalySet::rings, AnomalySet::fraud})
      .choice(&Self::kind, "anomaly_kind", "Anomalies lie", kAnomalyKinds)
      .help("Each alone, or all together: many alike look like a habit.")
      .shown_when(&Self::set, {AnomalySet::clouds, AnomalySet::moons, AnomalySet::rings})
      .integer(&Self::columns, "columns", "Columns used", {1, data::kCardColumns})
      .help("What is known of a payment: 1 the amount, 2 the hour too, 3 the distance from home too, 4 the time since "
            "the last payment too, 5 how often the holder pays in such shops too.")
      .shown_when(&Self::set, {AnomalySet::fraud});
}

Result<AnomalyData> AnomalyData::make(const Settings& settings, const DataStart& start) {
  return AnomalyData(settings, start.streams.data_rng("points"), start.points);
}

void AnomalyData::draw() {
  Rng rng = rng_;
  const std::ptrdiff_t given = settings_.set == AnomalySet::drawn ? 0 : settings_.n, n = given + drawn();
  const std::ptrdiff_t d = is_fraud() ? settings_.columns : 2;
  Points made;
  made.places = Matrix<double>(n, 2);
  made.X = Matrix<double>(n, d);
  made.truth.assign(static_cast<std::size_t>(n), 0);
  made.peculiar.assign(static_cast<std::size_t>(n), 0);
  if (is_fraud()) {
    const data::CardTransactions cards = data::make_card_transactions(settings_.n, settings_.anomalies, rng);
    for (std::ptrdiff_t i = 0; i < given; ++i) {
      const data::CardKind kind = cards.kinds[static_cast<std::size_t>(i)];
      std::copy_n(cards.columns.row(i), 2, made.places.row(i));
      std::copy_n(cards.columns.row(i), d, made.X.row(i));
      made.truth[static_cast<std::size_t>(i)] = kind == data::CardKind::fraud ? 1 : 0;
      made.peculiar[static_cast<std::size_t>(i)] = kind == data::CardKind::peculiar ? 1 : 0;
    }
  } else if (given > 0) {
    const Matrix<double> places = planar_points(settings_, rng);
    std::copy_n(places.data(), places.size(), made.places.data());
    std::copy_n(places.data(), places.size(), made.X.data());
    std::fill(made.truth.begin() + (given - settings_.anomalies), made.truth.begin() + given, 1);
  }
  std::vector<double> medians(static_cast<std::size_t>(d), 0.0);
  for (std::ptrdiff_t j = 0; j < d && given > 0; ++j) {
    std::vector<double> column;
    for (std::ptrdiff_t i = 0; i < given; ++i) column.push_back(made.X(i, j));
    medians[static_cast<std::size_t>(j)] = median(std::move(column));
  }
  for (std::ptrdiff_t i = given; i < n; ++i) {
    const DrawnPoint& point = drawn_[static_cast<std::size_t>(i - given)];
    const double at[2] = {static_cast<double>(point.x), static_cast<double>(point.y)};
    for (std::ptrdiff_t j = 0; j < 2; ++j) made.places(i, j) = at[j];
    for (std::ptrdiff_t j = 0; j < d; ++j) made.X(i, j) = j < 2 ? at[j] : medians[static_cast<std::size_t>(j)];
    made.truth[static_cast<std::size_t>(i)] = point.label == 1 ? 1 : 0;
  }
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    double mean = 0, square = 0;
    for (std::ptrdiff_t i = 0; i < n; ++i) mean += made.X(i, j) / static_cast<double>(n);
    for (std::ptrdiff_t i = 0; i < n; ++i) square += (made.X(i, j) - mean) * (made.X(i, j) - mean);
    const double deviation = square > 0 ? std::sqrt(square / static_cast<double>(n)) : 1;
    for (std::ptrdiff_t i = 0; i < n; ++i) made.X(i, j) = (made.X(i, j) - mean) / deviation;
    made.mean.push_back(mean);
    made.deviation.push_back(deviation);
    made.typical.push_back((medians[static_cast<std::size_t>(j)] - mean) / deviation);
  }
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const double amount = is_fraud() ? math::exp(2.302585092994046 * made.places(i, 0)) : kPlanarLoss;
    made.loss.push_back(made.truth[static_cast<std::size_t>(i)] != 0 ? amount : 0);
  }
  points_ = Shared(std::move(made));
}

void AnomalyData::features_at(double x, double y, double* out) const {
  const Points& now = points();
  for (std::size_t j = 0; j < now.mean.size(); ++j)
    out[j] = j < 2 ? ((j == 0 ? x : y) - now.mean[j]) / now.deviation[j] : now.typical[j];
}

bool AnomalyData::act(const Gesture& gesture) {
  constexpr std::size_t kMostDrawn = 300;
  if (std::holds_alternative<PointAdded>(gesture) && drawn_.size() >= kMostDrawn) return false;
  if (!apply_gesture(gesture, drawn_)) return false;
  draw();
  return true;
}

}  // namespace lectern
