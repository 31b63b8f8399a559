// Of family 07_clustering k-means and agglomerative clustering, of family 14_measurement jets and spanning trees.

#include <algorithm>

#include "core/ml/cluster/agglomerative.h"
#include "core/ml/cluster/jet_clustering.h"
#include "core/ml/cluster/kmeans.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

Json kmeans(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X"), start = c.tensor<double>("initial_centroids");
  require(X.shape.size() == 2 && start.shape.size() == 2 && X.dim(1) == start.dim(1) && start.dim(0) > 0,
          "`X` and `initial_centroids` do not fit");
  const cluster::PackedSamples samples(X.view());
  const auto n = static_cast<std::size_t>(X.dim(0)), k = static_cast<std::size_t>(start.dim(0));
  constexpr auto kKind = cluster::Distance::euclidean;
  Tensor<double> centres = start, path{{0, start.dim(0), start.dim(1)}, {}};
  std::vector<std::int32_t> labels(n), before;
  Json all_labels = Json::array(), costs = Json::array();
  for (int iteration = 0; iteration < c.number("max_iter"); ++iteration) {
    costs.push_back(cluster::assign(samples, centres.view(), kKind, labels));
    all_labels.push_back(labels);
    cluster::move_centres(samples, labels, kKind, centres.view());
    ++path.shape[0];
    path.values.insert(path.values.end(), centres.values.begin(), centres.values.end());
    if (labels == before) break;
    before = labels;
  }
  const cluster::KMeansFit fit = cluster::kmeans(samples, [&] {
    Matrix<double> centre(start.dim(0), start.dim(1));
    std::copy(start.values.begin(), start.values.end(), centre.data());
    return centre;
  }());
  std::vector<int> sizes(k);
  for (const std::int32_t label : fit.labels) ++sizes[static_cast<std::size_t>(label)];
  return {{"labels_per_iteration", all_labels},
          {"inertia_per_iteration", costs},
          {"centroids_per_iteration", write_tensor(path)},
          {"labels", fit.labels},
          {"centroids", write_matrix(ConstMatrixView<double>(fit.centres.view()))},
          {"inertia", fit.cost},
          {"cluster_sizes", sizes}};
}

Json agglomerative(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X");
  require(X.shape.size() == 2 && X.dim(0) >= 1, "`X` has no rows");
  const std::string method = c.text("method");
  constexpr std::pair<const char*, cluster::Linkage> kMethods[] = {{"single", cluster::Linkage::single},
                                                                   {"complete", cluster::Linkage::complete},
                                                                   {"average", cluster::Linkage::average},
                                                                   {"ward", cluster::Linkage::ward}};
  const auto* found =
      std::find_if(std::begin(kMethods), std::end(kMethods), [&](auto& m) { return m.first == method; });
  require(found != std::end(kMethods), "there is no method `" + method + "`");
  const double clusters = c.number("n_clusters");
  require(clusters >= 1 && clusters <= static_cast<double>(X.dim(0)), "`n_clusters` is out of range");
  const std::vector<cluster::Merge> merges = cluster::agglomerate(X.view(), found->second);
  Json ids = Json::array(), heights = Json::array(), sizes = Json::array();
  for (const cluster::Merge& merge : merges) {
    ids.push_back({merge.a, merge.b});
    heights.push_back(merge.height);
    sizes.push_back(merge.size);
  }
  return {{"merge_ids", ids},
          {"heights", heights},
          {"sizes", sizes},
          {"labels", cluster::cut_into(merges, static_cast<int>(clusters))},
          {"cophenetic", cluster::cophenetic_distances(merges)}};
}

Json jet_clustering(const Case& c) {
  const Tensor<double> momenta = c.tensor<double>("momenta");
  require(momenta.shape.size() == 2 && momenta.dim(1) == 4, "`momenta` are not four numbers each");
  const std::string name = c.text("algorithm");
  constexpr std::pair<const char*, cluster::JetAlgorithm> kAlgorithms[] = {{"kt", cluster::JetAlgorithm::kt},
                                                                           {"cambridge_aachen",
                                                                            cluster::JetAlgorithm::cambridge_aachen},
                                                                           {"anti_kt", cluster::JetAlgorithm::anti_kt}};
  const auto* algorithm =
      std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms), [&](auto& a) { return a.first == name; });
  require(algorithm != std::end(kAlgorithms), "there is no algorithm `" + name + "`");
  require(c.number("R") > 0, "`R` is not positive");
  std::vector<math::FourMomentum> particles;
  for (std::ptrdiff_t i = 0; i < momenta.dim(0); ++i) {
    const double* p = momenta.view().row(i);
    particles.push_back({p[0], p[1], p[2], p[3]});
  }
  const cluster::JetClustering made = cluster::cluster_jets(particles, algorithm->second, c.number("R"));
  const std::vector<std::int32_t> jets = cluster::jets_of(made, c.number("pt_min")),
                                  holders = cluster::holders_after(made, made.steps.size());
  Json sequence = Json::array(), distances = Json::array(), momenta_of_jets = Json::array(), pt = Json::array(),
       rapidity = Json::array(), phi = Json::array(), mass = Json::array(), sizes = Json::array();
  for (const cluster::JetStep& step : made.steps) {
    sequence.push_back({step.i, step.j, step.made});
    distances.push_back(step.distance);
  }
  std::vector<int> jet_of(particles.size(), -1);
  for (std::size_t j = 0; j < jets.size(); ++j) {
    const math::FourMomentum& p = made.objects[static_cast<std::size_t>(jets[j])];
    momenta_of_jets.push_back({p.e, p.px, p.py, p.pz});
    pt.push_back(p.transverse());
    rapidity.push_back(p.rapidity());
    phi.push_back(p.azimuth());
    mass.push_back(p.mass());
    sizes.push_back(std::count(holders.begin(), holders.end(), jets[j]));
    for (std::size_t i = 0; i < holders.size(); ++i)
      if (holders[i] == jets[j]) jet_of[i] = static_cast<int>(j);
  }
  return {{"sequence", sequence}, {"distances", distances},   {"jets", momenta_of_jets},
          {"jet_pt", pt},         {"jet_rapidity", rapidity}, {"jet_phi", phi},
          {"jet_mass", mass},     {"n_constituents", sizes},  {"constituent_jet", jet_of}};
}

Json minimum_spanning_tree(const Case& c) {
  const Tensor<double> X = c.tensor<double>("X");
  require(X.shape.size() == 2 && X.dim(0) >= 2, "`X` holds less than two points");
  const std::vector<cluster::TreeEdge> edges = cluster::minimum_spanning_tree(X.view());
  Json pairs = Json::array(), weights = Json::array();
  std::vector<int> degree(static_cast<std::size_t>(X.dim(0)));
  double total = 0;
  for (const cluster::TreeEdge& edge : edges) {
    pairs.push_back({edge.a, edge.b});
    weights.push_back(edge.length);
    total += edge.length;
    for (const std::int32_t end : {edge.a, edge.b}) ++degree[static_cast<std::size_t>(end)];
  }
  const std::vector<cluster::Merge> merges = cluster::agglomerate(X.view(), cluster::Linkage::single);
  const std::size_t made = cluster::merges_up_to(merges, c.number("cut"));
  return {{"edges", pairs},
          {"weights", weights},
          {"total_weight", total},
          {"degree", degree},
          {"labels", cluster::labels_after(merges, made)},
          {"n_components", degree.size() - made}};
}

const Registration kKMeans("07_clustering", "kmeans", kmeans);
const Registration kAgglomerative("07_clustering", "agglomerative", agglomerative);
const Registration kSpanningTree("14_measurement", "minimum_spanning_tree", minimum_spanning_tree);
const Registration kJets("14_measurement", "jet_clustering", jet_clustering);

}  // namespace
}  // namespace lectern::reference
