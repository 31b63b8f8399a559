// Times the classical algorithms on the data that tests/bench/peers/sklearn_peer.py wrote, on one thread or, those that
// share their work, on more.
//   lectern_classical DIR CASE [THREADS]   prints one JSON line; leaves the results in DIR/CASE/ours
// What is timed and what is compared: see there.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/data/npy.h"
#include "core/math/state_hasher.h"
#include "core/ml/cluster/affinity_propagation.h"
#include "core/ml/cluster/agglomerative.h"
#include "core/ml/cluster/dbscan.h"
#include "core/ml/cluster/gaussian_mixture.h"
#include "core/ml/cluster/kmeans.h"
#include "core/ml/cluster/mean_shift.h"
#include "core/ml/density/kernel_density.h"
#include "core/ml/generative/gaussian_classifier.h"
#include "core/ml/kernels/nearest_neighbours.h"
#include "core/ml/kernels/support_vector_machine.h"
#include "core/ml/linear/discriminant.h"
#include "core/ml/linear/elastic_net.h"
#include "core/ml/linear/logistic_regression.h"
#include "core/ml/reduce/neighbour_embedding.h"
#include "core/ml/reduce/principal_components.h"
#include "core/ml/trees/boosting.h"
#include "core/ml/trees/forest.h"
#include "core/simd/thread_pool.h"

namespace lectern {
namespace {

namespace fs = std::filesystem;

constexpr double kWarmUp_s = 0.4;
constexpr double kRepetition_s = 0.08;
constexpr int kRepetitions = 7;

// Of the processor on one thread, so that other programs do not count; of the clock on more, and in a page, which has
// no other.
double elapsed_s(int threads) {
  timespec time{};
  const bool is_of_processor = threads == 1 && clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0;
  if (!is_of_processor && clock_gettime(CLOCK_MONOTONIC, &time) != 0) throw std::runtime_error("there is no clock");
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double median_ms(const std::function<void()>& work, int threads = 1) {
  long calls = 0;
  const double start = elapsed_s(threads);
  while (calls == 0 || elapsed_s(threads) - start < kWarmUp_s) work(), ++calls;
  const double call_s = (elapsed_s(threads) - start) / static_cast<double>(calls);
  const long calls_per_repetition = std::max(1L, static_cast<long>(kRepetition_s / call_s));
  std::vector<double> times;
  for (int repetition = 0; repetition < kRepetitions; ++repetition) {
    const double begin = elapsed_s(threads);
    for (long call = 0; call < calls_per_repetition; ++call) work();
    times.push_back((elapsed_s(threads) - begin) / static_cast<double>(calls_per_repetition));
  }
  std::nth_element(times.begin(), times.begin() + kRepetitions / 2, times.end());
  return 1e3 * times[kRepetitions / 2];
}

// One case: its data, and its results under the names that the peer gives them.
class Case {
 public:
  Case(const fs::path& folder, std::string name, int threads)
      : folder_(folder / name), name_(std::move(name)), threads_(threads), pool_(threads) {
    fs::create_directories(folder_ / "ours");
  }

  // For the algorithms that share their work between threads.
  ThreadPool& pool() const { return pool_; }
  double shared_ms(const std::function<void()>& work) const { return median_ms(work, threads_); }

  Matrix<double> matrix(const std::string& array) const {
    std::ifstream stream(folder_ / (array + ".npy"), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    const Result<data::NumberArray> read = data::read_npy(bytes);
    if (!read) throw std::runtime_error(name_ + "/" + array + ".npy: " + read.error());
    Matrix<double> M(read->shape.at(0), read->rank() > 1 ? read->shape[1] : 1);
    std::copy(read->values.begin(), read->values.end(), M.data());
    return M;
  }
  std::vector<double> numbers(const std::string& array) const {
    const Matrix<double> M = matrix(array);
    return {M.data(), M.data() + M.size()};
  }
  std::vector<int> labels() const {
    const Matrix<double> M = matrix("y");
    return {M.data(), M.data() + M.size()};
  }

  // Writes doubles as NPY; the peer knows the shape.
  void save(const std::string& array, const double* values, std::ptrdiff_t count) const {
    std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(count) + ",), }";
    header.resize(117, ' ');
    std::ofstream stream(folder_ / "ours" / (array + ".npy"), std::ios::binary);
    stream.write("\x93NUMPY\x01\x00\x76\x00", 10) << header << '\n';
    stream.write(reinterpret_cast<const char*>(values), static_cast<std::streamsize>(count * 8));
    results_.add(std::span(values, static_cast<std::size_t>(count)));
  }
  void save(const std::string& array, const Matrix<double>& M) const { save(array, M.data(), M.size()); }
  void save(const std::string& array, const std::vector<double>& values) const {
    save(array, values.data(), static_cast<std::ptrdiff_t>(values.size()));
  }

  // Of all results so far: equal bits everywhere.
  std::uint64_t hash() const { return results_.digest(); }

 private:
  fs::path folder_;
  std::string name_;
  int threads_;
  mutable ThreadPool pool_;
  mutable StateHasher results_;
};

double svm(const Case& given) {
  const Matrix<double> X = given.matrix("X"), X_test = given.matrix("X_test");
  const std::vector<int> y = given.labels();
  kernels::SvmOptions options;
  options.kernel = {kernels::KernelKind::rbf, 1, 0, 1};
  const auto fit = [&] {
    kernels::SvmSolver solver(X, y, options);
    solver.solve();
    return solver.machine();
  };
  const double ms = median_ms([&] { fit(); });
  options.tolerance = 1e-11;
  std::vector<double> decisions(static_cast<std::size_t>(X_test.rows()));
  fit().decisions(X_test, decisions);
  given.save("decision values", decisions);
  return ms;
}

double knn(const Case& given) {
  const Matrix<double> X = given.matrix("X"), X_test = given.matrix("X_test");
  const std::vector<int> labels = given.labels();
  const kernels::NeighbourRule rule;
  std::vector<double> classes(static_cast<std::size_t>(X_test.rows()));
  Matrix<int> indices(X_test.rows(), rule.neighbours);
  Matrix<double> distances(X_test.rows(), rule.neighbours);
  const double ms = median_ms([&] {
    const kernels::NeighbourSearch search(X);
    search.nearest(X_test, indices, distances);
    for (std::ptrdiff_t i = 0; i < X_test.rows(); ++i) {
      double votes[3] = {};
      for (int j = 0; j < rule.neighbours; ++j) votes[labels[static_cast<std::size_t>(indices(i, j))]] += 1;
      classes[static_cast<std::size_t>(i)] = static_cast<double>(std::max_element(votes, votes + 3) - votes);
    }
  });
  given.save("classes", classes);
  given.save("indices", std::vector<double>(indices.data(), indices.data() + indices.size()));
  given.save("distances", distances);
  return ms;
}

double logistic(const Case& given) {
  const Matrix<double> X = given.matrix("X");
  const std::vector<int> labels = given.labels();
  const auto fit = [&] { return linear::softmax_regression(X, labels, 3, {}); };
  const double ms = median_ms([&] { fit(); });
  const linear::SoftmaxFit best = fit();
  given.save("coefficients", best.coefficients);
  given.save("intercepts", best.intercepts);
  return ms;
}

double lasso_path(const Case& given) {
  const Matrix<double> X = given.matrix("X");
  const std::vector<double> y = given.numbers("y"), alphas = given.numbers("alphas");
  linear::ElasticNetOptions options;
  options.fit_intercept = false;
  options.tolerance = 1e-4;
  const double ms = median_ms([&] { linear::elastic_net_path(X, y, alphas, options); });
  options.tolerance = 1e-14;
  std::vector<double> coefficients;
  for (const linear::LinearModel& model : linear::elastic_net_path(X, y, alphas, options)) {
    coefficients.insert(coefficients.end(), model.coefficients.begin(), model.coefficients.end());
  }
  given.save("coefficients", coefficients);
  return ms;
}

double elastic_net(const Case& given) {
  const Matrix<double> X = given.matrix("X");
  const std::vector<double> y = given.numbers("y");
  linear::ElasticNetOptions options;
  options.alpha = 0.1;
  options.l1_ratio = 0.5;
  options.tolerance = 1e-4;
  const double ms = median_ms([&] { linear::elastic_net(X, y, options); });
  options.tolerance = 1e-14;
  const linear::LinearModel best = linear::elastic_net(X, y, options);
  given.save("coefficients", best.coefficients);
  given.save("intercept", std::vector<double>{best.intercept});
  return ms;
}

// The directions and, as the peer's fit has it, the classifier.
double lda(const Case& given) {
  const Matrix<double> X = given.matrix("X"), X_test = given.matrix("X_test");
  const std::vector<int> labels = given.labels();
  const auto directions = [&] { return linear::linear_discriminants(X, labels, 3); };
  const auto classifier = [&] {
    return generative::GaussianClassifier::fit(X, labels, 3, generative::ClassCovariance::shared, true);
  };
  const double ms = median_ms([&] {
    directions();
    if (!classifier()) throw std::runtime_error("lda: the data have no spread");
  });
  given.save("transformed", directions()->transform(X_test));
  const auto model = classifier();
  Matrix<double> probabilities(X_test.rows(), 3);
  for (std::ptrdiff_t i = 0; i < X_test.rows(); ++i) {
    model->posterior({X_test.row(i), static_cast<std::size_t>(X_test.cols())}, {probabilities.row(i), 3});
  }
  given.save("probabilities", probabilities);
  return ms;
}

double k_means(const Case& given) {
  const Matrix<double> X = given.matrix("X"), start = given.matrix("start");
  const auto fit = [&](double tolerance) {
    return cluster::kmeans(X.view(), start, cluster::Distance::euclidean, 1000, tolerance);
  };
  const double ms = median_ms([&] { fit(1e-4); });
  const cluster::KMeansFit best = fit(0);
  given.save("centres", best.centres);
  given.save("cost", std::vector<double>{best.cost});
  return ms;
}

double agglomerate(const Case& given, cluster::Linkage linkage) {
  const Matrix<double> X = given.matrix("X");
  const double ms = median_ms([&] { cluster::cut_into(cluster::agglomerate(X.view(), linkage), 8); });
  std::vector<double> heights;
  for (const cluster::Merge& merge : cluster::agglomerate(X.view(), linkage)) heights.push_back(merge.height);
  given.save("heights", heights);
  return ms;
}
double single_linkage(const Case& given) { return agglomerate(given, cluster::Linkage::single); }
double complete_linkage(const Case& given) { return agglomerate(given, cluster::Linkage::complete); }

// From the same start, until the mean log-likelihood of a sample gains less than the tolerance.
double gaussian_mixture(const Case& given) {
  const Matrix<double> X = given.matrix("X"), means = given.matrix("means");
  const auto fit = [&](double tolerance, int most_steps) {
    cluster::MixtureParameters start;
    start.weights.assign(5, 0.2);
    start.means = means;
    start.covariances = Matrix<double>(5, 4);
    for (std::ptrdiff_t k = 0; k < 5; ++k) start.covariances(k, 0) = start.covariances(k, 3) = 1;
    cluster::MixtureFit mixture(X, start, 1e-6);
    double before = -1e300;
    for (int step = 0; step < most_steps && mixture.log_likelihood() - before >= tolerance * 20000; ++step) {
      before = mixture.log_likelihood();
      mixture.maximise();
      mixture.expect();
    }
    return mixture;
  };
  const double ms = median_ms([&] { fit(1e-3, 100); });
  const cluster::MixtureFit best = fit(-1, 300);
  given.save("means", best.mixture().parameters().means);
  given.save("covariances", best.mixture().parameters().covariances);
  given.save("score", std::vector<double>{best.log_likelihood() / 20000});
  return ms;
}

double dbscan(const Case& given) {
  const Matrix<double> X = given.matrix("X");
  std::vector<double> labels;
  const double ms = median_ms([&] {
    cluster::Dbscan scan(X, 0.3, 10);
    scan.run();
    labels.assign(scan.labels().begin(), scan.labels().end());
  });
  given.save("labels", labels);
  return ms;
}

double mean_shift(const Case& given, bool on_lattice) {
  const Matrix<double> X = given.matrix("X");
  cluster::MeanShift::Modes modes;
  const double ms = median_ms([&] {
    const Matrix<double> starts = on_lattice ? cluster::lattice_starts(X, 2) : X;
    cluster::MeanShift shift(X, starts, cluster::ShiftKernel::flat, 2);
    shift.run();
    modes = shift.modes(2);
  });
  given.save("modes", modes.places);
  return ms;
}
double mean_shift_lattice(const Case& given) { return mean_shift(given, true); }
double mean_shift_all(const Case& given) { return mean_shift(given, false); }

double affinity_propagation(const Case& given) {
  const Matrix<double> X = given.matrix("X");
  std::vector<double> exemplars;
  const double ms = median_ms([&] {
    cluster::AffinityPropagation messages(X, -200, 0.7);
    for (int sweep = 0; sweep < 300 && !messages.has_converged(); ++sweep) messages.sweep();
    const std::vector<int> found = messages.clusters().exemplars;
    exemplars.assign(found.begin(), found.end());
  });
  given.save("exemplars", exemplars);
  return ms;
}

double kernel_density(const Case& given) {
  const Matrix<double> X = given.matrix("X"), X_test = given.matrix("X_test");
  std::vector<double> logarithms(static_cast<std::size_t>(X_test.rows()));
  const double ms = median_ms([&] { density::kernel_log_density(X, 0.2, X_test, logarithms); });
  given.save("log density", logarithms);
  return ms;
}
double pca(const Case& given, double tolerance) {
  const Matrix<double> X = given.matrix("X");
  const auto fit = [&] {
    return reduce::principal_components(X, {.components = 50, .tolerance = tolerance}, &given.pool());
  };
  const double ms = given.shared_ms([&] { fit(); });
  given.save("variances", fit().variances);
  return ms;
}
double pca_full(const Case& given) { return pca(given, 1e-10); }
double pca_few(const Case& given) { return pca(given, 1e-5); }

// From the first two principal components, as the peer starts; its neighbours are 3 · 30 + 1.
double tsne(const Case& given, int neighbours) {
  const Matrix<double> X = given.matrix("X");
  Matrix<float> rounded(X.rows(), X.cols()), start(X.rows(), 2), D(1, X.rows());
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) rounded.data()[i] = static_cast<float>(X.data()[i]);
  double divergence = 0;
  const double ms = given.shared_ms([&] {
    const reduce::PrincipalComponents found = reduce::principal_components(X, {.components = 2}, &given.pool());
    const Matrix<double> scores = found.transform(X);
    for (std::ptrdiff_t i = 0; i < start.size(); ++i)
      start.data()[i] = static_cast<float>(1e-4 / std::sqrt(found.variances[0]) * scores.data()[i]);
    const std::vector<float> norms = reduce::squared_norms(rounded);
    reduce::SimilarityBuilder builder(static_cast<int>(X.rows()), 30, neighbours);
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
      reduce::squared_distances(rounded, norms, i, D);
      builder.add_row({D.row(0), static_cast<std::size_t>(X.rows())});
    }
    reduce::NeighbourEmbedding embedding(builder.finish(), start);
    for (int step = 0; step < 1000; ++step) embedding.step(&given.pool());
    divergence = embedding.divergence(&given.pool());
  });
  given.save("divergence", std::vector<double>{divergence});
  return ms;
}
double tsne_exact(const Case& given) { return tsne(given, 0); }
double tsne_barnes_hut(const Case& given) { return tsne(given, 91); }
// The full tree is timed; compared is one whose nodes are too large for equally good splits, of which the peer draws
// one.
double decision_tree(const Case& given) {
  const Matrix<double> X = given.matrix("X"), X_test = given.matrix("X_test");
  const std::vector<int> labels = given.labels();
  const double ms = median_ms([&] { trees::classification_tree(X, labels, 3); });
  trees::TreeOptions options;
  options.max_depth = 6;
  options.min_leaf = 20;
  const trees::DecisionTree tree = trees::classification_tree(X, labels, 3, options);
  Matrix<double> shares(X_test.rows(), 3);
  for (std::ptrdiff_t i = 0; i < X_test.rows(); ++i)
    trees::add_answer(tree, tree.leaf_of({X_test.row(i), 20}), {shares.row(i), 3});
  given.save("probabilities", shares);
  return ms;
}

trees::Forest grow_forest(const Matrix<double>& X, const std::vector<int>& labels, ThreadPool& pool) {
  constexpr std::size_t kTrees = 100;
  const trees::SortedInputs inputs(X);
  std::vector<trees::TreeGrower> growers;
  for (int worker = 0; worker < pool.workers(); ++worker) growers.emplace_back(inputs);
  trees::TreeTarget target;
  target.labels = labels;
  target.classes = 3;
  trees::ForestOptions options;
  options.tree.max_features = 4;
  std::vector<trees::DecisionTree> grown(kTrees);
  pool.run(kTrees, [&](std::ptrdiff_t b, int worker) {
    trees::TreeGrower& grower = growers[static_cast<std::size_t>(worker)];
    const Rng rng = Rng(1).split(static_cast<std::uint64_t>(b));
    grown[static_cast<std::size_t>(b)] = trees::grow_forest_tree(grower, inputs, target, options, rng).tree;
  });
  trees::Forest forest(3);
  for (trees::DecisionTree& tree : grown) forest.add(std::move(tree));
  return forest;
}

// Both forests are random: their accuracies are compared.
double forest(const Case& given) {
  const Matrix<double> X = given.matrix("X"), X_test = given.matrix("X_test");
  const std::vector<double> y_test = given.numbers("y_test");
  const std::vector<int> labels = given.labels();
  const double ms = given.shared_ms([&] { grow_forest(X, labels, given.pool()); });
  const trees::Forest grown = grow_forest(X, labels, given.pool());
  double right = 0;
  for (std::size_t i = 0; i < y_test.size(); ++i)
    right += grown.predict({X_test.row(static_cast<std::ptrdiff_t>(i)), 20}) == y_test[i] ? 1 : 0;
  given.save("accuracy", std::vector<double>{right / static_cast<double>(y_test.size())});
  return ms;
}

double boosting(const Case& given) {
  const Matrix<double> X = given.matrix("X"), X_test = given.matrix("X_test");
  const std::vector<double> y = given.numbers("y");
  trees::TreeTarget target;
  target.y = y;
  trees::BoostingOptions options;
  options.tree.max_depth = 3;
  const auto fit = [&] {
    const trees::SortedInputs inputs(X);
    trees::TreeGrower grower(inputs);
    trees::GradientBoosting model(target, options);
    Rng rng(1);
    for (int stage = 0; stage < 100; ++stage) model.step(grower, X, target, rng);
    return model;
  };
  const double ms = median_ms([&] { fit(); });
  options.tree.min_leaf = 20;  // as in the tree above
  const trees::GradientBoosting model = fit();
  std::vector<double> predicted(static_cast<std::size_t>(X_test.rows()));
  for (std::size_t i = 0; i < predicted.size(); ++i)
    model.raw({X_test.row(static_cast<std::ptrdiff_t>(i)), 20}, std::span(predicted).subspan(i, 1), model.stages());
  given.save("predictions", predicted);
  return ms;
}

int run(const char* folder, const char* name, int threads) {
  const std::map<std::string, double (*)(const Case&)> cases = {{"svm", svm},
                                                                {"knn2", knn},
                                                                {"knn20", knn},
                                                                {"logistic", logistic},
                                                                {"lasso_path", lasso_path},
                                                                {"elastic_net", elastic_net},
                                                                {"lda", lda},
                                                                {"kmeans", k_means},
                                                                {"single_linkage", single_linkage},
                                                                {"complete_linkage", complete_linkage},
                                                                {"gaussian_mixture", gaussian_mixture},
                                                                {"dbscan", dbscan},
                                                                {"mean_shift", mean_shift_lattice},
                                                                {"mean_shift_all", mean_shift_all},
                                                                {"affinity_propagation", affinity_propagation},
                                                                {"kernel_density", kernel_density},
                                                                {"pca_full", pca_full},
                                                                {"pca_few", pca_few},
                                                                {"tsne_exact", tsne_exact},
                                                                {"tsne_barnes_hut", tsne_barnes_hut},
                                                                {"tree", decision_tree},
                                                                {"forest", forest},
                                                                {"boosting", boosting}};
  const auto found = cases.find(name);
  if (found == cases.end()) throw std::runtime_error(std::string("there is no case ") + name);
  const Case given(folder, name, threads);
  const double ms = found->second(given);
  std::printf("{\"case\": \"%s\", \"threads\": %d, \"ms\": %.6g, \"hash\": \"%s\"}\n", name, threads, ms,
              hash_text(given.hash()).c_str());
  return 0;
}

}  // namespace
}  // namespace lectern

int main(int argc, char** argv) {
  const int threads = argc == 4 ? std::atoi(argv[3]) : 1;
  if (argc < 3 || argc > 4 || threads < 1 || threads > 4) {
    std::fprintf(stderr, "usage: lectern_classical DIR CASE [THREADS from 1 to 4]\n");
    return 2;
  }
  try {
    return lectern::run(argv[1], argv[2], threads);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lectern_classical: %s\n", error.what());
    return 1;
  }
}
