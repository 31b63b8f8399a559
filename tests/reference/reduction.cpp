// Family 08_reduction.
#include <cmath>
#include <vector>

#include "core/math/elementary.h"
#include "core/ml/density/gaussian_divergence.h"
#include "core/ml/kernels/curse_of_dimension.h"
#include "core/ml/reduce/principal_components.h"
#include "core/ml/reduce/similarities.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json pca(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X"), X_test = given.tensor<double>("X_test");
  const reduce::PrincipalComponents found =
      reduce::principal_components(X.view(),
                                   {.components = int(given.number("n_components")), .whiten = given.flag("whiten")});
  const Matrix<double> T = found.transform(X_test.view()), back = found.reconstruct(found.transform(X.view()));
  double error = 0;
  for (std::ptrdiff_t i = 0; i < back.size(); ++i) {
    const double rest = back.data()[i] - X.data()[i];
    error += rest * rest / double(back.size());
  }
  return {{"mean", found.mean},
          {"components", write_matrix<double>(found.components)},
          {"explained_variance", found.variances},
          {"explained_variance_ratio", found.variance_ratios},
          {"singular_values", found.singular_values},
          {"transform_test", write_matrix<double>(T)},
          {"reconstruction_test", write_matrix<double>(found.reconstruct(T))},
          {"reconstruction_error_train", error}};
}

Json tsne(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X");
  Tensor<double> Y = given.tensor<double>("Y");
  const std::ptrdiff_t n = X.dim(0);
  require(Y.dim(0) == n, "`X` and `Y` must have as many rows");
  Matrix<double> conditional(n, n), Q(n, n), gradient(n, Y.columns()), exaggerated(n, Y.columns());
  std::vector<double> beta(static_cast<std::size_t>(n)), sigma;
  reduce::conditional_similarities(X.view(), given.number("perplexity"), conditional, beta);
  for (const double b : beta) sigma.push_back(std::sqrt(1 / (2 * b)));
  const Matrix<double> joint = reduce::joint_similarities(conditional);
  reduce::student_similarities(Y.view(), Q);
  reduce::tsne_gradient(joint, Y.view(), 1, gradient);
  reduce::tsne_gradient(joint, Y.view(), given.number("exaggeration"), exaggerated);
  Json answer = {{"beta", beta},
                 {"sigma", sigma},
                 {"P_conditional", write_matrix<double>(conditional)},
                 {"P_joint", write_matrix<double>(joint)},
                 {"Q", write_matrix<double>(Q)},
                 {"kl", reduce::tsne_divergence(joint, Y.view())},
                 {"gradient", write_matrix<double>(gradient)},
                 {"gradient_exaggerated", write_matrix<double>(exaggerated)}};
  std::vector<double> costs{reduce::tsne_divergence(joint, Y.view())}, V(Y.values.size(), 0.0);
  const double momentum = given.number("momentum"), rate = given.number("learning_rate");
  for (int step = 0; step < int(given.number("steps")); ++step) {
    reduce::tsne_gradient(joint, Y.view(), 1, gradient);
    for (std::size_t i = 0; i < V.size(); ++i) {
      V[i] = momentum * V[i] - rate * gradient.data()[i];
      Y.values[i] += V[i];
    }
    costs.push_back(reduce::tsne_divergence(joint, Y.view()));
  }
  answer["kl_per_step"] = costs;
  answer["Y_final"] = write_tensor(Y);
  return answer;
}

Json curse_of_dimensionality(const Case& given) {
  std::vector<double> unit, ball, share, shell, diagonal;
  const double radius = given.number("radius");
  for (const int d : given.integers("dimensions", 1, 1000)) {
    unit.push_back(kernels::unit_ball_volume(d));
    ball.push_back(unit.back() * math::pow(radius, double(d)));
    share.push_back(kernels::ball_in_cube(d));
    shell.push_back(kernels::near_surface(d, given.number("shell_epsilon")));
    diagonal.push_back(2 * radius * std::sqrt(double(d)));
  }
  return {{"unit_ball_volume", unit},
          {"ball_volume", ball},
          {"sphere_to_cube_ratio", share},
          {"shell_fraction", shell},
          {"cube_diagonal", diagonal}};
}

Json kl_gaussians_1d(const Case& given) {
  const auto mu1 = given.tensor<double>("mu1").values, mu2 = given.tensor<double>("mu2").values;
  const auto sigma1 = given.tensor<double>("sigma1").values, sigma2 = given.tensor<double>("sigma2").values;
  require(mu1.size() == mu2.size() && mu1.size() == sigma1.size() && mu1.size() == sigma2.size(),
          "`mu1`, `sigma1`, `mu2` and `sigma2` must be equally long");
  std::vector<double> forward, backward, both, distance;
  for (std::size_t i = 0; i < mu1.size(); ++i) {
    const density::Gaussian1 p{mu1[i], sigma1[i]}, q{mu2[i], sigma2[i]};
    forward.push_back(density::kl_divergence(p, q));
    backward.push_back(density::kl_divergence(q, p));
    both.push_back(forward.back() + backward.back());
    distance.push_back(density::bhattacharyya_distance(p, q));
  }
  return {{"kl_12", forward}, {"kl_21", backward}, {"jeffreys", both}, {"bhattacharyya", distance}};
}

Json kl_gaussians_nd(const Case& given) {
  const auto mean1 = given.tensor<double>("mean1").values, mean2 = given.tensor<double>("mean2").values;
  const Tensor<double> C1 = given.tensor<double>("covariance1"), C2 = given.tensor<double>("covariance2");
  const auto forward = density::kl_divergence(mean1, C1.view(), mean2, C2.view());
  const auto backward = density::kl_divergence(mean2, C2.view(), mean1, C1.view());
  require(forward && backward, "a covariance is not positive definite");
  return {{"kl_12", *forward}, {"kl_21", *backward}};
}

const Registration kReduction[] = {
    {"08_reduction", "pca", pca},
    {"08_reduction", "tsne", tsne},
    {"08_reduction", "curse_of_dimensionality", curse_of_dimensionality},
    {"08_reduction", "kl_gaussians_1d", kl_gaussians_1d},
    {"08_reduction", "kl_gaussians_nd", kl_gaussians_nd},
};

}  // namespace
}  // namespace lectern::reference
