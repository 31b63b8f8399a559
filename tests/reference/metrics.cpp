// Family 10_metrics.

#include <algorithm>
#include <limits>

#include "core/ml/metrics/classification.h"
#include "core/ml/metrics/clustering.h"
#include "core/ml/metrics/partition.h"
#include "core/ml/metrics/probability.h"
#include "core/ml/metrics/ranking.h"
#include "core/ml/metrics/regression.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

constexpr std::int64_t kAnyLow = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kAnyHigh = std::numeric_limits<std::int32_t>::max();

std::vector<double> weights_of(const Case& c, std::size_t n) {
  if (!c.has("sample_weight")) return {};
  return c.tensor<double>("sample_weight", {std::ptrdiff_t(n)}).values;
}

void require_equal(std::size_t a, std::size_t b) { require(a == b, "two inputs differ in length"); }

Json classification_metrics(const Case& c) {
  const std::int32_t classes = std::int32_t(c.number("n_classes"));
  require(classes >= 1 && classes <= 10000, "`n_classes` is out of range");
  const std::vector<std::int32_t> truth = c.integers("y_true", 0, classes);
  const std::vector<std::int32_t> predicted = c.integers("y_pred", 0, classes);
  require_equal(truth.size(), predicted.size());
  const std::vector<double> weights = weights_of(c, truth.size());
  const Matrix<double> confusion = metrics::confusion_matrix(truth, predicted, classes, weights);
  const metrics::ClassificationScores scores = metrics::classification_scores(confusion);
  Json result{{"confusion_matrix", write_matrix<double>(confusion)},
              {"accuracy", scores.accuracy},
              {"zero_one_loss", scores.zero_one_loss}};
  const auto add = [&](const std::string& suffix, const metrics::PrecisionRecall& s) {
    result["precision_" + suffix] = s.precision;
    result["recall_" + suffix] = s.recall;
    result["f1_" + suffix] = s.f1;
  };
  for (const metrics::PrecisionRecall& s : scores.per_class) {
    result["precision_per_class"].push_back(s.precision);
    result["recall_per_class"].push_back(s.recall);
    result["f1_per_class"].push_back(s.f1);
  }
  add("macro", scores.macro);
  add("micro", scores.micro);
  add("weighted", scores.weighted);
  if (classes == 2) add("positive", scores.per_class[1]);
  return result;
}

Json roc_auc(const Case& c) {
  const std::vector<std::int32_t> truth = c.integers("y_true", 0, 2);
  const std::vector<double> score = c.tensor<double>("score", {std::ptrdiff_t(truth.size())}).values;
  const metrics::RocCurve curve = metrics::roc_curve(truth, score, weights_of(c, truth.size()));
  return {{"fpr", curve.false_positive_rate},
          {"tpr", curve.true_positive_rate},
          {"thresholds", curve.thresholds},
          {"auc", curve.area},
          {"average_precision", curve.average_precision}};
}

Json log_loss(const Case& c) {
  const Tensor<double> p = c.tensor<double>("probability");
  const bool binary = p.shape.size() == 1;
  const std::vector<std::int32_t> truth = c.integers("y_true", 0, binary ? 2 : p.columns());
  require_equal(truth.size(), std::size_t(p.dim(0)));
  const std::vector<double> weights = weights_of(c, truth.size());
  const double epsilon = c.number("clip_epsilon");
  const metrics::LogLoss loss = binary ? metrics::binary_log_loss(truth, p.values, epsilon, weights)
                                       : metrics::log_loss(truth, p.view(), epsilon, weights);
  Json result{{"log_loss", loss.mean}, {"log_loss_sum", loss.sum}};
  if (binary) result["brier_score"] = metrics::brier_score(truth, p.values, weights);
  return result;
}

Json regression_metrics(const Case& c) {
  const std::vector<double> y = c.tensor<double>("y_true").values;
  const std::vector<double> p = c.tensor<double>("y_pred", {std::ptrdiff_t(y.size())}).values;
  const metrics::RegressionScores scores = metrics::regression_scores(y, p, weights_of(c, y.size()));
  return {{"r2", scores.r2},
          {"mse", scores.mse},
          {"rmse", scores.rmse},
          {"mae", scores.mae},
          {"explained_variance", scores.explained_variance},
          {"max_error", scores.max_error}};
}

Json silhouette(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X");
  const std::vector<std::int32_t> labels = c.integers("labels", kAnyLow, kAnyHigh);
  require_equal(labels.size(), std::size_t(X.dim(0)));
  const std::vector<double> samples = metrics::silhouette(X.view(), labels);
  double sum = 0;
  for (double s : samples) sum += s;
  return {{"silhouette_samples", samples},
          {"silhouette_mean", samples.empty() ? 0 : sum / double(samples.size())},
          {"davies_bouldin", metrics::davies_bouldin(X.view(), labels)},
          {"calinski_harabasz", metrics::calinski_harabasz(X.view(), labels)}};
}

Json rand_index(const Case& c) {
  const std::vector<std::int32_t> a = c.integers("labels_a", kAnyLow, kAnyHigh);
  const std::vector<std::int32_t> b = c.integers("labels_b", kAnyLow, kAnyHigh);
  require_equal(a.size(), b.size());
  const metrics::PartitionAgreement agreement = metrics::partition_agreement(a, b);
  const Matrix<std::int32_t> table = metrics::contingency(a, b);
  return {{"rand_index", agreement.rand_index},
          {"adjusted_rand_index", agreement.adjusted_rand_index},
          {"mutual_information", agreement.mutual_information},
          {"normalized_mutual_information", agreement.normalized_mutual_information},
          {"contingency", write_tensor(table.data(), {table.rows(), table.cols()})}};
}

const Registration kClassification("10_metrics", "classification_metrics", classification_metrics);
const Registration kRoc("10_metrics", "roc_auc", roc_auc);
const Registration kLogLoss("10_metrics", "log_loss", log_loss);
const Registration kRegression("10_metrics", "regression_metrics", regression_metrics);
const Registration kSilhouette("10_metrics", "silhouette", silhouette);
const Registration kRandIndex("10_metrics", "rand_index", rand_index);

}  // namespace
}  // namespace lectern::reference
