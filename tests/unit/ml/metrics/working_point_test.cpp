#include "core/ml/metrics/working_point.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::metrics;

TEST_CASE("what a threshold keeps is as by hand, with and without weights") {
  const std::vector<std::int32_t> truth{1, 1, 1, 0, 0};
  const std::vector<double> score{0.9, 0.6, 0.2, 0.7, 0.1}, weights{2, 1, 1, 4, 4};
  const WorkingPoint point = working_point(truth, score, 0.6);
  CHECK(point.true_positives == 2);
  CHECK(point.false_negatives == 1);
  CHECK(point.false_positives == 1);
  CHECK(point.true_negatives == 1);
  CHECK(point.recall() == doctest::Approx(2.0 / 3));
  CHECK(point.precision() == doctest::Approx(2.0 / 3));
  CHECK(point.f1() == doctest::Approx(2.0 / 3));
  CHECK(point.accuracy() == doctest::Approx(0.6));
  CHECK(point.rejection() == 2);
  const WorkingPoint weighted = working_point(truth, score, 0.6, weights);
  CHECK(weighted.recall() == doctest::Approx(0.75));
  CHECK(weighted.precision() == doctest::Approx(3.0 / 7));
  CHECK(weighted.significance() == doctest::Approx(3 / std::sqrt(7.0)));
}

TEST_CASE("fractions of nothing do not exist, and what keeps no background rejects without end") {
  const WorkingPoint nothing;
  CHECK(std::isnan(nothing.recall()));
  CHECK(std::isnan(nothing.precision()));
  CHECK(std::isnan(nothing.false_positive_rate()));
  CHECK(std::isnan(nothing.f1()));
  CHECK(std::isnan(nothing.accuracy()));
  CHECK(std::isnan(nothing.rejection()));
  CHECK(nothing.significance() == 0);
  const WorkingPoint none_kept{0, 3, 0, 5};
  CHECK(std::isnan(none_kept.precision()));
  CHECK(none_kept.recall() == 0);
  CHECK(none_kept.f1() == 0);
  CHECK(std::isinf(none_kept.rejection()));
}

TEST_CASE("each point of a weighted ROC curve is the working point of its threshold") {
  Rng rng(1);
  std::vector<std::int32_t> truth;
  std::vector<double> score, weights;
  double signal = 0, background = 0;
  for (int i = 0; i < 60; ++i) {
    truth.push_back(i % 3 == 0 ? 1 : 0);
    score.push_back(rng.normal() + truth.back());
    weights.push_back(rng.uniform());
    (truth.back() == 1 ? signal : background) += weights.back();
  }
  const RocCurve curve = roc_curve(truth, score, weights);
  double best = 0;
  for (std::size_t k = 0; k < curve.thresholds.size(); ++k) {
    const WorkingPoint direct = working_point(truth, score, curve.thresholds[k], weights);
    const WorkingPoint read = working_point(curve, k + 1, signal, background);
    CHECK(read.recall() == doctest::Approx(direct.recall()));
    CHECK(read.precision() == doctest::Approx(direct.precision()));
    best = std::max(best, direct.significance());
  }
  const BestCut cut = most_significant_cut(curve, signal, background);
  CHECK(cut.significance == doctest::Approx(best));
  CHECK(most_significant_cut(curve, 0, background).point == 0);
}

TEST_CASE("the area under the ROC curve is the Mann-Whitney statistic, ties counted half, with weights") {
  Rng rng(2);
  std::vector<std::int32_t> truth;
  std::vector<double> score, weights;
  for (int i = 0; i < 80; ++i) {
    truth.push_back(i % 2);
    score.push_back(std::floor(4 * rng.uniform()) + truth.back());
    weights.push_back(0.1 + rng.uniform());
  }
  double won = 0, all = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    for (std::size_t j = 0; j < truth.size(); ++j) {
      if (truth[i] != 1 || truth[j] != 0) continue;
      const double pair = weights[i] * weights[j];
      all += pair;
      won += pair * (score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0);
    }
  }
  CHECK(roc_curve(truth, score, weights).area == doctest::Approx(won / all));
}
