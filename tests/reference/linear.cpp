// Family 04_linear.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "core/math/linear_algebra.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/linear/cross_validation.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/linear/elastic_net.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/least_squares.h"
#include "core/ml/linear/logistic_regression.h"
#include "core/ml/linear/perceptron.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using namespace linear;

struct Samples {
  Tensor<double> X;       // n × d
  Tensor<double> X_test;  // m × d
};

Samples read_samples(const Case& given) {
  Samples samples{given.tensor<double>("X"), given.tensor<double>("X_test")};
  require(samples.X.shape.size() == 2 && samples.X_test.shape.size() == 2 && samples.X.dim(1) == samples.X_test.dim(1),
          "`X` and `X_test` must be matrices with the same number of columns");
  return samples;
}

std::vector<double> read_targets(const Case& given, const Tensor<double>& X) {
  return given.tensor<double>("y", {X.dim(0)}).values;
}

struct Labels {
  std::vector<int> values;
  int classes = 0;
};

Labels read_labels(const Case& given, const Tensor<double>& X) {
  const std::vector<std::int32_t> read = given.integers("y", 0, 1000);
  require(std::ptrdiff_t(read.size()) == X.dim(0), "`y` must have one label a row of `X`");
  Labels labels{{read.begin(), read.end()}, 0};
  for (int label : labels.values) labels.classes = std::max(labels.classes, label + 1);
  return labels;
}

std::vector<int> row_argmax(ConstMatrixView<double> scores) {
  std::vector<int> result;
  for (std::ptrdiff_t i = 0; i < scores.rows; ++i) {
    result.push_back(int(std::max_element(scores.row(i), scores.row(i) + scores.cols) - scores.row(i)));
  }
  return result;
}

double share_equal(const std::vector<int>& a, const std::vector<int>& b) {
  double equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return equal / double(a.size());
}

double sum_of_squares(std::span<const double> values) {
  double sum = 0;
  for (double value : values) sum += value * value;
  return sum;
}

double residual_sum(std::span<const double> y, std::span<const double> predicted) {
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) sum += (y[i] - predicted[i]) * (y[i] - predicted[i]);
  return sum;
}

Json column_values(const Matrix<double>& M) { return std::vector<double>(M.data(), M.data() + M.size()); }

Json polynomial_least_squares(const Case& given) {
  const std::vector<double> x = given.tensor<double>("x").values, y = given.tensor<double>("y").values;
  const std::vector<double> x_eval = given.tensor<double>("x_eval").values;
  const int degree = int(given.number("degree"));
  const auto method = given.text("method") == "normal_equations" ? LeastSquaresMethod::normal_equations
                                                                 : LeastSquaresMethod::pseudo_inverse;
  const Matrix<double> A = polynomial_features(x, degree);
  const auto w = least_squares(A, {y.data(), std::ptrdiff_t(y.size()), 1}, method);
  require(w.has_value(), "the normal equations are singular");
  const Matrix<double> fitted = product(A, *w), evaluated = product(polynomial_features(x_eval, degree), *w);
  const double rss = residual_sum(y, {fitted.data(), y.size()});
  const double spread = mean_and_spread(y).standard_deviation;
  return {{"coefficients", column_values(*w)},
          {"y_eval", column_values(evaluated)},
          {"rss", rss},
          {"r2", 1 - rss / (spread * spread * double(y.size()))}};
}

Json least_squares_pinv(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X"), y = given.tensor<double>("y");
  const Matrix<double> with_ones = with_intercept_column(X.view());
  const ConstMatrixView<double> A = given.flag("fit_intercept") ? with_ones.view() : X.view();
  const PseudoInverse pinv = pseudo_inverse(A);
  const Matrix<double> W = product(pinv.inverse, y.view());
  const Matrix<double> fitted = product(A, W);
  std::vector<std::ptrdiff_t> shape = {W.rows()};
  if (y.shape.size() > 1) shape.push_back(W.cols());
  return {{"pinv", write_matrix<double>(pinv.inverse)},
          {"weights", write_tensor(W.data(), shape)},
          {"rank", pinv.rank},
          {"residual_norm", std::sqrt(residual_sum(y.values, {fitted.data(), y.values.size()}))}};
}

Json ridge_case(const Case& given) {
  const Samples samples = read_samples(given);
  const std::vector<double> y = read_targets(given, samples.X);
  const double alpha = given.number("alpha");
  const LinearModel model = ridge(samples.X.view(), y, alpha, given.flag("fit_intercept"));
  return {{"coefficients", model.coefficients},
          {"intercept", model.intercept},
          {"objective", residual_sum(y, model.predict(samples.X.view())) + alpha * sum_of_squares(model.coefficients)},
          {"predictions_test", model.predict(samples.X_test.view())}};
}

Json elastic_net_case(const Case& given) {
  const Samples samples = read_samples(given);
  const std::vector<double> y = read_targets(given, samples.X);
  ElasticNetOptions options;
  options.alpha = given.number("alpha");
  options.l1_ratio = given.number("l1_ratio");
  options.fit_intercept = given.flag("fit_intercept");
  options.tolerance = 1e-14;
  const LinearModel model = elastic_net(samples.X.view(), y, options);
  double norm1 = 0;
  std::vector<int> support;
  for (std::size_t j = 0; j < model.coefficients.size(); ++j) {
    norm1 += std::fabs(model.coefficients[j]);
    if (model.coefficients[j] != 0) support.push_back(int(j));
  }
  const double l2 = 0.5 * options.alpha * (1 - options.l1_ratio);
  const double objective = residual_sum(y, model.predict(samples.X.view())) / (2 * double(y.size())) +
                           options.alpha * options.l1_ratio * norm1 + l2 * sum_of_squares(model.coefficients);
  return {{"coefficients", model.coefficients},
          {"intercept", model.intercept},
          {"support", support},
          {"objective", objective},
          {"predictions_test", model.predict(samples.X_test.view())}};
}

double logistic_probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

Json logistic_case(const Case& given) {
  const Samples samples = read_samples(given);
  const Labels labels = read_labels(given, samples.X);
  LogisticOptions options;
  options.lambda = given.number("lambda");
  const LogisticFit fit = logistic_regression(samples.X.view(), labels.values, options);
  std::vector<double> probability;
  for (double f : fit.model.predict(samples.X_test.view())) probability.push_back(logistic_probability(f));
  std::vector<int> predicted;
  for (double f : fit.model.predict(samples.X.view())) predicted.push_back(f > 0 ? 1 : 0);
  const double penalty = 0.5 * options.lambda * sum_of_squares(fit.model.coefficients);
  return {{"coefficients", fit.model.coefficients},
          {"intercept", fit.model.intercept},
          {"objective", fit.objective},
          {"log_loss_train", (fit.objective - penalty) / double(labels.values.size())},
          {"probability_test", probability},
          {"accuracy_train", share_equal(predicted, labels.values)}};
}

Json softmax_case(const Case& given) {
  const Samples samples = read_samples(given);
  const Labels labels = read_labels(given, samples.X);
  LogisticOptions options;
  options.lambda = given.number("lambda");
  const SoftmaxFit fit = softmax_regression(samples.X.view(), labels.values, labels.classes, options);
  Matrix<double> P_test(samples.X_test.dim(0), labels.classes), P_train(samples.X.dim(0), labels.classes);
  softmax_probabilities(fit, samples.X_test.view(), P_test);
  softmax_probabilities(fit, samples.X.view(), P_train);
  return {{"coefficients", write_matrix<double>(fit.coefficients)},
          {"intercept", fit.intercepts},
          {"objective", fit.objective},
          {"probability_test", write_matrix<double>(P_test)},
          {"predicted_test", row_argmax(P_test)},
          {"accuracy_train", share_equal(row_argmax(P_train), labels.values)}};
}

Json perceptron_case(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X");
  const std::vector<std::int32_t> y = given.integers("y", -1, 2);
  const std::vector<std::int32_t> order = given.integers("order", 0, X.dim(0));
  const std::vector<double> w0 = given.tensor<double>("w0", {X.dim(1)}).values;
  Perceptron perceptron(w0, given.input("b0").get<double>(), given.number("eta"));
  const auto row = [&](std::ptrdiff_t i) { return std::span(X.data() + i * X.dim(1), std::size_t(X.dim(1))); };
  Json weights = Json::array(), bias = Json::array(), updated = Json::array();
  int updates = 0, errors = 0;
  for (std::int32_t i : order) {
    const bool did = perceptron.visit(row(i), y.at(std::size_t(i)));
    updates += did ? 1 : 0;
    updated.push_back(did ? 1 : 0);
    weights.push_back(std::vector<double>(perceptron.weights().begin(), perceptron.weights().end()));
    bias.push_back(perceptron.bias());
  }
  for (std::ptrdiff_t i = 0; i < X.dim(0); ++i) errors += perceptron.predict(row(i)) != y.at(std::size_t(i)) ? 1 : 0;
  return {{"weights", weights},
          {"bias", bias},
          {"updated", updated},
          {"number_of_updates", updates},
          {"training_errors_final", errors}};
}

Json least_squares_classifier_case(const Case& given) {
  const Samples samples = read_samples(given);
  const Labels labels = read_labels(given, samples.X);
  const Matrix<double> W = least_squares_classifier(samples.X.view(), labels.values, labels.classes);
  const Matrix<double> test = product(with_intercept_column(samples.X_test.view()), W);
  const Matrix<double> train = product(with_intercept_column(samples.X.view()), W);
  return {{"weights", write_matrix<double>(W)},
          {"scores_test", write_matrix<double>(test)},
          {"predicted_test", row_argmax(test)},
          {"accuracy_train", share_equal(row_argmax(train), labels.values)}};
}

Json lda_case(const Case& given) {
  const Samples samples = read_samples(given);
  const Labels labels = read_labels(given, samples.X);
  const auto lda = linear_discriminants(samples.X.view(), labels.values, labels.classes);
  const auto rule = generative::GaussianClassifier::fit(samples.X.view(), labels.values, labels.classes,
                                                        generative::ClassCovariance::shared, true);
  require(lda.has_value() && rule.ok(), "the scatter within the classes is singular");
  Matrix<double> posterior(samples.X_test.dim(0), labels.classes);
  for (std::ptrdiff_t i = 0; i < posterior.rows(); ++i) {
    rule->posterior({samples.X_test.view().row(i), std::size_t(samples.X.dim(1))},
                    {posterior.row(i), std::size_t(posterior.cols())});
  }
  return {{"class_means", write_matrix<double>(lda->scatter.means)},
          {"priors", lda->scatter.priors},
          {"scatter_within", write_matrix<double>(lda->scatter.within)},
          {"scatter_between", write_matrix<double>(lda->scatter.between)},
          {"scalings", write_matrix<double>(lda->scalings)},
          {"explained_variance_ratio", lda->explained_variance_ratio},
          {"transform_test", write_matrix<double>(lda->transform(samples.X_test.view()))},
          {"predicted_test", row_argmax(posterior)},
          {"probability_test", write_matrix<double>(posterior)}};
}

Json fisher_case(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X");
  const Labels labels = read_labels(given, X);
  const ClassScatter scatter = class_scatter(X.view(), labels.values, 2);
  const auto fisher = fisher_direction(scatter);
  require(fisher.has_value(), "the scatter within the classes is singular");
  const Matrix<double> projection =
      product(X.view(), {fisher->direction.data(), std::ptrdiff_t(fisher->direction.size()), 1});
  return {{"class_means", write_matrix<double>(scatter.means)},
          {"scatter_within", write_matrix<double>(scatter.within)},
          {"direction", fisher->direction},
          {"fisher_criterion", fisher->criterion},
          {"projection", column_values(projection)}};
}

std::vector<int> whole_numbers(std::span<const double> values) {
  std::vector<int> result;
  for (double value : values) result.push_back(int(value));
  return result;
}

FitAndPredict model_named(const Case& given) {
  const std::string name = given.text("model");
  if (name == "ridge" || name == "least_squares") {
    const double alpha = name == "ridge" ? given.number("alpha") : 0.0;
    return [alpha](ConstMatrixView<double> X, std::span<const double> y, ConstMatrixView<double> X_test) {
      return ridge(X, y, alpha).predict(X_test);
    };
  }
  if (name == "logistic") {
    LogisticOptions options;
    options.lambda = given.number("lambda");
    return [options](ConstMatrixView<double> X, std::span<const double> y, ConstMatrixView<double> X_test) {
      std::vector<double> f = logistic_regression(X, whole_numbers(y), options).model.predict(X_test);
      for (double& value : f) value = value > 0 ? 1 : 0;
      return f;
    };
  }
  require(name == "knn", "parameter `model` is `" + name + "`, which is none of ridge, least_squares, logistic, knn");
  const kernels::NeighbourRule rule{int(given.number("n_neighbors")), kernels::NeighbourWeights::uniform};
  return [rule](ConstMatrixView<double> X, std::span<const double> y, ConstMatrixView<double> X_test) {
    const kernels::NeighbourSearch search(X);
    const std::vector<int> labels = whole_numbers(y);
    std::vector<double> shares(std::size_t(*std::max_element(labels.begin(), labels.end()) + 1)), predicted;
    for (std::ptrdiff_t i = 0; i < X_test.rows; ++i) {
      kernels::class_shares(search, labels, {X_test.row(i), std::size_t(X_test.cols)}, rule, shares);
      predicted.push_back(double(std::max_element(shares.begin(), shares.end()) - shares.begin()));
    }
    return predicted;
  };
}

Json cross_validation_case(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X");
  const std::vector<double> y = read_targets(given, X);
  Folds folds;
  for (const Json& fold : given.input("folds")) {
    const auto indices = read_integers(fold, "folds", 0, X.dim(0));
    folds.emplace_back(indices.begin(), indices.end());
  }
  const CrossValidation result = cross_validate(X.view(), y, folds, model_named(given));
  const bool classifies = given.text("model") == "knn" || given.text("model") == "logistic";
  const std::vector<double>& scores = classifies ? result.fold_accuracy : result.fold_r2;
  const MeanAndSpread summary = mean_and_spread(scores);
  Json answer = {{"fold_scores", scores}, {"mean_score", summary.mean}, {"std_score", summary.standard_deviation}};
  if (classifies) {
    answer["out_of_fold_predictions"] = whole_numbers(result.predictions);
  } else {
    answer["out_of_fold_predictions"] = result.predictions;
    answer["fold_mse"] = result.fold_mse;
    answer["mean_mse"] = mean_and_spread(result.fold_mse).mean;
  }
  return answer;
}

const Registration kLinear[] = {
    {"04_linear", "polynomial_least_squares", polynomial_least_squares},
    {"04_linear", "least_squares_pinv", least_squares_pinv},
    {"04_linear", "ridge", ridge_case},
    {"04_linear", "elastic_net", elastic_net_case},
    {"04_linear", "logistic_regression", logistic_case},
    {"04_linear", "softmax_regression", softmax_case},
    {"04_linear", "perceptron", perceptron_case},
    {"04_linear", "least_squares_classifier", least_squares_classifier_case},
    {"04_linear", "lda", lda_case},
    {"04_linear", "fisher_direction", fisher_case},
    {"04_linear", "cross_validation", cross_validation_case},
};

}  // namespace
}  // namespace lectern::reference
