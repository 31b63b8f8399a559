#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/ml/metrics/classification.h"
#include "core/ml/metrics/clustering.h"
#include "core/ml/metrics/partition.h"
#include "core/ml/metrics/probability.h"
#include "core/ml/metrics/ranking.h"
#include "core/ml/metrics/regression.h"

using namespace lectern;
using namespace lectern::metrics;

namespace {

using Labels = std::vector<std::int32_t>;
using Numbers = std::vector<double>;

// Two pairs of points, 10 apart.
Matrix<double> two_pairs() {
  Matrix<double> X(4, 1);
  X(1, 0) = 1;
  X(2, 0) = 10;
  X(3, 0) = 11;
  return X;
}

}  // namespace

TEST_CASE("Scores of a small confusion matrix are as by hand") {
  const Labels truth{0, 0, 0, 1, 1, 2}, predicted{0, 0, 1, 1, 0, 2};
  const Matrix<double> confusion = confusion_matrix(truth, predicted, 3);
  CHECK(confusion(0, 0) == 2);
  CHECK(confusion(0, 1) == 1);
  CHECK(confusion(1, 0) == 1);
  const ClassificationScores scores = classification_scores(confusion);
  CHECK(scores.accuracy == doctest::Approx(4.0 / 6));
  CHECK(scores.per_class[0].precision == doctest::Approx(2.0 / 3));
  CHECK(scores.per_class[1].recall == doctest::Approx(0.5));
  CHECK(scores.macro.precision == doctest::Approx((2.0 / 3 + 0.5 + 1) / 3));
  CHECK(scores.micro.f1 == doctest::Approx(scores.accuracy));
  CHECK(scores.weighted.recall == doctest::Approx(scores.accuracy));
}

TEST_CASE("A weight counts as that many samples") {
  const Labels truth{0, 1, 1}, predicted{0, 0, 1};
  const Numbers weights{1, 2, 3};
  const Matrix<double> weighted = confusion_matrix(truth, predicted, 2, weights);
  const Matrix<double> repeated = confusion_matrix(Labels{0, 1, 1, 1, 1, 1}, Labels{0, 0, 0, 1, 1, 1}, 2);
  for (std::ptrdiff_t i = 0; i < 4; ++i) CHECK(weighted.data()[i] == repeated.data()[i]);
}

TEST_CASE("A class that does not occur has no recall, one that is not predicted no precision, no samples no scores") {
  const ClassificationScores absent = classification_scores(confusion_matrix(Labels{0}, Labels{0}, 2));
  CHECK(std::isnan(absent.per_class[1].precision));
  CHECK(std::isnan(absent.per_class[1].recall));
  CHECK(std::isnan(absent.per_class[1].f1));
  CHECK(absent.macro.precision == 1);
  CHECK(absent.weighted.recall == 1);
  const ClassificationScores missed = classification_scores(confusion_matrix(Labels{0, 1}, Labels{0, 0}, 2));
  CHECK(std::isnan(missed.per_class[1].precision));
  CHECK(missed.per_class[1].recall == 0);
  CHECK(missed.per_class[1].f1 == 0);
  const ClassificationScores none = classification_scores(confusion_matrix({}, {}, 2));
  CHECK(std::isnan(none.accuracy));
  CHECK(std::isnan(none.zero_one_loss));
  CHECK(std::isnan(none.macro.f1));
}

TEST_CASE("A perfect score has area 1, a useless one ½, a reversed one 0") {
  const Labels truth{0, 0, 1, 1};
  CHECK(roc_curve(truth, Numbers{1, 2, 3, 4}).area == 1);
  CHECK(roc_curve(truth, Numbers{1, 2, 3, 4}).average_precision == 1);
  CHECK(roc_curve(truth, Numbers{5, 5, 5, 5}).area == 0.5);
  CHECK(roc_curve(truth, Numbers{4, 3, 2, 1}).area == 0);
  CHECK(roc_curve(truth, Numbers{1, 2, 2, 3}).thresholds == Numbers{3, 2, 1});
  CHECK(roc_curve(truth, Numbers{1, 2, 2, 3}).area == 0.875);
}

TEST_CASE("The area under the ROC curve only depends on the order of the scores") {
  const Labels truth{0, 1, 0, 1, 1, 0, 1};
  const Numbers score{0.1, 0.4, 0.35, 0.8, 0.2, 0.6, 0.9};
  Numbers stretched;
  for (double s : score) stretched.push_back(s * s * s * 100 - 5);
  CHECK(roc_curve(truth, score).area == roc_curve(truth, stretched).area);
}

TEST_CASE("Without samples or with one class alone there is no area under a ROC curve") {
  CHECK(std::isnan(roc_curve({}, {}).area));
  CHECK(std::isnan(roc_curve({}, {}).average_precision));
  const RocCurve positive = roc_curve(Labels{1, 1}, Numbers{1, 2});
  CHECK(std::isnan(positive.area));
  CHECK(std::isnan(positive.false_positive_rate.back()));
  CHECK(positive.true_positive_rate.back() == 1);
  CHECK(positive.average_precision == 1);
  const RocCurve negative = roc_curve(Labels{0, 0}, Numbers{1, 2});
  CHECK(std::isnan(negative.area));
  CHECK(std::isnan(negative.average_precision));
  CHECK(std::isnan(roc_curve(Labels{0, 1}, Numbers{1, 2}, Numbers{1, 0}).area));
}

TEST_CASE("Means over nothing are not known") {
  CHECK(std::isnan(binary_log_loss({}, {}, 1e-3).mean));
  CHECK(std::isnan(brier_score({}, {})));
  const RegressionScores scores = regression_scores({}, {});
  CHECK(std::isnan(scores.mse));
  CHECK(std::isnan(scores.mae));
  CHECK(std::isnan(scores.r2));
  CHECK(std::isnan(scores.max_error));
}

TEST_CASE("Log loss and Brier score of two forecasts are as by hand") {
  const Labels truth{1, 0};
  const Numbers p{0.8, 0.4};
  CHECK(binary_log_loss(truth, p, 1e-15).sum == doctest::Approx(-std::log(0.8) - std::log(0.6)));
  CHECK(brier_score(truth, p) == doctest::Approx((0.04 + 0.16) / 2));
  Matrix<double> P(2, 2);
  P(0, 0) = 0.2, P(0, 1) = 0.8, P(1, 0) = 0.6, P(1, 1) = 0.4;
  CHECK(log_loss(truth, P, 1e-15).mean == doctest::Approx(binary_log_loss(truth, p, 1e-15).mean));
  CHECK(binary_log_loss(Labels{1}, Numbers{0.0}, 1e-3).sum == doctest::Approx(-std::log(1e-3)));
}

TEST_CASE("Regression scores are as by hand and ignore what has no weight") {
  const Numbers y{1, 2, 3}, p{1, 2, 5};
  const RegressionScores scores = regression_scores(y, p);
  CHECK(scores.mse == doctest::Approx(4.0 / 3));
  CHECK(scores.mae == doctest::Approx(2.0 / 3));
  CHECK(scores.r2 == doctest::Approx(-1));
  CHECK(scores.max_error == 2);
  CHECK(regression_scores(y, p, Numbers{1, 1, 0}).mse == 0);
  CHECK(std::isnan(regression_scores(Numbers{2, 2}, Numbers{2, 2}).r2));
  CHECK(std::isnan(regression_scores(Numbers{2, 2}, Numbers{1, 3}).explained_variance));
}

TEST_CASE("Equal partitions agree fully whatever their names") {
  const Labels a{0, 0, 1, 1, 2}, renamed{7, 7, -3, -3, 0};
  const PartitionAgreement agreement = partition_agreement(a, renamed);
  CHECK(agreement.rand_index == 1);
  CHECK(agreement.adjusted_rand_index == 1);
  CHECK(agreement.normalized_mutual_information == doctest::Approx(1));
  CHECK(partition_agreement(Labels{1, 1, 1}, Labels{2, 2, 2}).adjusted_rand_index == 1);
  CHECK(partition_agreement({}, {}).rand_index == 1);
}

TEST_CASE("The Rand index of four points is as by hand") {
  const PartitionAgreement agreement = partition_agreement(Labels{0, 0, 1, 1}, Labels{0, 1, 0, 1});
  CHECK(agreement.rand_index == doctest::Approx(2.0 / 6));
  CHECK(agreement.adjusted_rand_index == doctest::Approx(-0.5));
  CHECK(agreement.mutual_information == doctest::Approx(0));
}

TEST_CASE("Two tight pairs far apart are a good clustering") {
  const Matrix<double> X = two_pairs();
  const Labels labels{0, 0, 1, 1};
  const Numbers s = silhouette(X, labels);
  CHECK(s[0] == doctest::Approx((10.5 - 1) / 10.5));
  CHECK(s[1] == doctest::Approx((9.5 - 1) / 9.5));
  CHECK(davies_bouldin(X, labels) == doctest::Approx(0.1));
  CHECK(calinski_harabasz(X, labels) == doctest::Approx(100 / (1.0 / 2)));
}

TEST_CASE("Fewer than two clusters have no score, points alone a silhouette of zero") {
  const Matrix<double> X = two_pairs();
  CHECK(std::isnan(davies_bouldin(X, Labels{1, 1, 1, 1})));
  CHECK(std::isnan(calinski_harabasz(X, Labels{1, 1, 1, 1})));
  CHECK(std::isnan(silhouette(X, Labels{1, 1, 1, 1})[2]));
  CHECK(silhouette(X, Labels{0, 0, 0, 1})[3] == 0);
}
