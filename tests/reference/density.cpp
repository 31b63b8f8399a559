// Family 07_clustering: mixtures, mean shift, DBSCAN, affinity propagation and the restricted Boltzmann machine;
// of 12_networks the machine by enumeration; of 14_measurement the scores of anomalies.
#include <algorithm>
#include <cmath>

#include "core/ml/cluster/affinity_propagation.h"
#include "core/ml/cluster/dbscan.h"
#include "core/ml/cluster/gaussian_mixture.h"
#include "core/ml/cluster/mean_shift.h"
#include "core/ml/generative/boltzmann_machine.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/trees/isolation_forest.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Matrix<double> matrix_of(const Tensor<double>& tensor) {
  Matrix<double> M(tensor.dim(0), tensor.columns());
  std::copy(tensor.values.begin(), tensor.values.end(), M.data());
  return M;
}

Json gmm_em(const Case& given) {
  using cluster::MixtureCovariance;
  const Tensor<double> covariances = given.tensor<double>("initial_covariances");
  const Matrix<double> X = matrix_of(given.tensor<double>("X"));
  cluster::MixtureParameters start;
  const std::string kind = given.text("covariance_type");
  require(kind == "full" || kind == "tied" || kind == "diag" || kind == "spherical",
          "parameter `covariance_type` is `" + kind + "`; full, tied, diag and spherical are allowed");
  start.kind = kind == "full"   ? MixtureCovariance::full
               : kind == "tied" ? MixtureCovariance::tied
               : kind == "diag" ? MixtureCovariance::diagonal
                                : MixtureCovariance::spherical;
  start.weights = given.tensor<double>("initial_weights").values;
  start.means = matrix_of(given.tensor<double>("initial_means"));
  const std::ptrdiff_t rows = kind == "tied" ? 1 : start.means.rows();
  start.covariances = Matrix<double>(rows, covariances.size() / rows);
  std::copy(covariances.values.begin(), covariances.values.end(), start.covariances.data());
  cluster::MixtureFit fit(X, start);
  std::vector<double> log_likelihood{fit.log_likelihood()};
  for (int t = 0; t < int(given.number("n_iterations")); ++t) {
    fit.maximise();
    fit.expect();
    log_likelihood.push_back(fit.log_likelihood());
  }
  const cluster::MixtureParameters& end = fit.mixture().parameters();
  Matrix<double> responsibilities(X.rows(), end.means.rows());
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    for (std::ptrdiff_t k = 0; k < responsibilities.cols(); ++k) responsibilities(i, k) = fit.responsibilities()(k, i);
  return {{"log_likelihood", log_likelihood},
          {"weights", end.weights},
          {"means", write_matrix<double>(end.means)},
          {"covariances", write_tensor(end.covariances.data(), covariances.shape)},
          {"responsibilities", write_matrix<double>(responsibilities)}};
}

Json mean_shift(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X");
  const std::string kernel = given.text("kernel");
  require(kernel == "flat" || kernel == "gaussian",
          "parameter `kernel` is `" + kernel + "`; flat and gaussian are allowed");
  const double h = given.number("bandwidth");
  cluster::MeanShift shift(X.view(), X.view(),
                           kernel == "flat" ? cluster::ShiftKernel::flat : cluster::ShiftKernel::gaussian, h, 1e-12);
  shift.run();
  const cluster::MeanShift::Modes modes = shift.modes(0.01 * h);
  return {{"modes", write_matrix<double>(modes.places)}, {"labels", modes.labels}, {"n_modes", modes.places.rows()}};
}

Json dbscan(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X");
  cluster::Dbscan scan(X.view(), given.number("eps"), int(given.number("min_samples")));
  scan.run();
  std::vector<int> cores;
  for (std::ptrdiff_t i = 0; i < X.dim(0); ++i)
    if (scan.is_core(i)) cores.push_back(int(i));
  return {{"labels", scan.labels()},
          {"core_indices", cores},
          {"n_clusters", scan.clusters()},
          {"n_noise", scan.noise()}};
}

Json affinity_propagation(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X");
  cluster::AffinityPropagation messages(X.view(), given.number("preference"), given.number("damping"));
  Json answer;
  int sweeps = 0;
  for (; sweeps < 2000 && !messages.has_converged(100); ++sweeps) {
    messages.sweep();
    for (const int kept : {1, 2, 10}) {
      if (sweeps + 1 != kept) continue;
      answer["responsibility_" + std::to_string(kept)] = write_matrix<double>(messages.responsibilities());
      answer["availability_" + std::to_string(kept)] = write_matrix<double>(messages.availabilities());
    }
  }
  const cluster::AffinityPropagation::Clusters clusters = messages.clusters();
  answer["exemplars"] = clusters.exemplars;
  answer["exemplar_of_point"] = clusters.exemplar_of;
  answer["net_similarity"] = clusters.net_similarity;
  return answer;
}

generative::BoltzmannMachine read_machine(const Case& given) {
  return {matrix_of(given.tensor<double>("W")), given.tensor<double>("b").values, given.tensor<double>("c").values};
}

Json rbm_cd1(const Case& given) {
  const Tensor<double> v = given.tensor<double>("v"), u_h = given.tensor<double>("u_h"),
                       u_v = given.tensor<double>("u_v");
  generative::BoltzmannMachine machine = read_machine(given);
  generative::BoltzmannMachine::Divergence way;
  std::vector<double> free_energy(std::size_t(v.dim(1)));
  machine.free_energy(v.item(0), free_energy);
  Json answer{{"free_energy_first", free_energy}};
  const auto integers = [](const Matrix<double>& M) {
    Json rows = Json::array();
    for (std::ptrdiff_t i = 0; i < M.rows(); ++i) rows.push_back(std::vector<int>(M.row(i), M.row(i) + M.cols()));
    return rows;
  };
  for (std::ptrdiff_t batch = 0; batch < v.dim(0); ++batch) {
    machine.contrastive_divergence(v.item(batch), u_h.item(batch), u_v.item(batch), given.number("learning_rate"), way);
    if (batch > 0) continue;
    answer["hidden_probability_first"] = write_matrix<double>(way.ph0);
    answer["hidden_sample_first"] = integers(way.h0);
    answer["visible_probability_first"] = write_matrix<double>(way.pv1);
    answer["visible_sample_first"] = integers(way.v1);
    answer["hidden_probability_reconstructed_first"] = write_matrix<double>(way.ph1);
    answer["reconstruction_error_first"] = way.reconstruction_error;
    answer["W_after_1"] = write_matrix<double>(machine.weights());
    answer["b_after_1"] = machine.visible_bias();
    answer["c_after_1"] = machine.hidden_bias();
  }
  answer["W_final"] = write_matrix<double>(machine.weights());
  answer["b_final"] = machine.visible_bias();
  answer["c_final"] = machine.hidden_bias();
  return answer;
}

Json rbm_exact(const Case& given) {
  const generative::BoltzmannMachine machine = read_machine(given);
  const Tensor<double> v = given.tensor<double>("v"), h = given.tensor<double>("h");
  require(machine.visible() <= 20, "input `W` has more than 20 rows: too many states to go through");
  const generative::ExactMachine exact = generative::enumerate_states(machine);
  const generative::MachineGradient gradient = generative::likelihood_gradient(machine, exact, v.view());
  const auto n = std::size_t(v.dim(0));
  std::vector<double> energy(n), free_energy(n), log_likelihood(n);
  machine.free_energy(v.view(), free_energy);
  double mean = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = std::ptrdiff_t(i);
    energy[i] =
        machine.energy({v.view().row(row), std::size_t(v.columns())}, {h.view().row(row), std::size_t(h.columns())});
    log_likelihood[i] = -free_energy[i] - exact.log_partition;
    mean += log_likelihood[i] / double(n);
  }
  return {{"energy", energy},
          {"free_energy", free_energy},
          {"log_Z", exact.log_partition},
          {"log_likelihood", log_likelihood},
          {"mean_log_likelihood", mean},
          {"visible_probabilities", exact.visible_probabilities},
          {"visible_mean", exact.visible_mean},
          {"hidden_mean", exact.hidden_mean},
          {"grad_W", write_matrix<double>(gradient.W)},
          {"grad_b", gradient.b},
          {"grad_c", gradient.c}};
}

// Linear between the order statistics.
double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double at = share * double(values.size() - 1);
  const auto low = std::size_t(at);
  const auto high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - double(low)) * (values[high] - values[low]);
}

Json knn_distance_score(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X"), X_test = given.tensor<double>("X_test");
  const int k = int(given.number("n_neighbors"));
  const bool is_mean = given.text("aggregation") == "mean";
  const kernels::NeighbourSearch search(X.view());
  // Of rows of X the nearest is the row itself, left out.
  const auto scores = [&](const Tensor<double>& Q, int skipped) {
    std::vector<double> found;
    std::vector<int> indices(std::size_t(k + skipped));
    std::vector<double> distances(indices.size());
    for (std::ptrdiff_t i = 0; i < Q.dim(0); ++i) {
      search.nearest({Q.view().row(i), std::size_t(Q.columns())}, indices, distances);
      double sum = 0;
      for (std::size_t j = std::size_t(skipped); j < distances.size(); ++j) sum += distances[j];
      found.push_back(is_mean ? sum / k : distances.back());
    }
    return found;
  };
  const std::vector<double> train = scores(X, 1), test = scores(X_test, 0);
  const double threshold = quantile(train, given.number("quantile"));
  std::vector<int> flagged;
  std::vector<double> p_values;
  for (const double score : test) {
    flagged.push_back(score > threshold ? 1 : 0);
    const auto beyond = std::count_if(train.begin(), train.end(), [score](double other) { return other >= score; });
    p_values.push_back((1.0 + double(beyond)) / (double(train.size()) + 1));
  }
  return {{"score_train", train},
          {"score_test", test},
          {"threshold", threshold},
          {"flagged_test", flagged},
          {"empirical_p_value_test", p_values}};
}

Json isolation_path_length(const Case& given) {
  const Tensor<double> X = given.tensor<double>("X_test");
  const int subsample = int(given.number("subsample"));
  std::vector<trees::IsolationTree> grown;
  for (const Json& tree : given.input("trees")) {
    std::vector<trees::IsolationNode> nodes(tree.at("feature").size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      nodes[i] = {tree["feature"][i], tree["threshold"][i], tree["left"][i], tree["right"][i],
                  tree["n_node_samples"][i]};
      if (nodes[i].left < 0) nodes[i].feature = -1;
    }
    grown.emplace_back(std::move(nodes));
  }
  const trees::IsolationForest forest(grown, subsample);
  Json depth = Json::array(), path_length = Json::array();
  std::vector<double> mean, score;
  std::vector<int> flagged;
  for (const trees::IsolationTree& tree : grown) {
    std::vector<int> depths;
    std::vector<double> lengths;
    for (std::ptrdiff_t i = 0; i < X.dim(0); ++i) {
      depths.push_back(tree.depth(X.view().row(i)));
      lengths.push_back(tree.path_length(X.view().row(i)));
    }
    depth.push_back(depths);
    path_length.push_back(lengths);
  }
  for (std::ptrdiff_t i = 0; i < X.dim(0); ++i) {
    mean.push_back(forest.mean_path_length(X.view().row(i)));
    score.push_back(forest.score(X.view().row(i)));
    flagged.push_back(score.back() > given.number("score_limit") ? 1 : 0);
  }
  return {{"depth", depth},           {"path_length", path_length},
          {"mean_path_length", mean}, {"normaliser", trees::mean_isolation_depth(subsample)},
          {"score", score},           {"flagged", flagged}};
}

const Registration kDensity[] = {
    {"07_clustering", "gmm_em", gmm_em},
    {"07_clustering", "mean_shift", mean_shift},
    {"07_clustering", "dbscan", dbscan},
    {"07_clustering", "affinity_propagation", affinity_propagation},
    {"07_clustering", "rbm_cd1", rbm_cd1},
    {"12_networks", "rbm_exact", rbm_exact},
    {"14_measurement", "knn_distance_score", knn_distance_score},
    {"14_measurement", "isolation_path_length", isolation_path_length},
};

}  // namespace
}  // namespace lectern::reference
