#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/experiments/cosmology/scale_network.h"
#include "core/experiments/cosmology/sky.h"
#include "core/math/rng.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

// An array of doubles as NumPy writes it.   shape  "3, 32, 32"
std::string npy_doubles(const std::string& shape, const std::vector<double>& cells) {
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }";
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += '\1';
  bytes += '\0';
  bytes += static_cast<char>(header.size() & 0xff);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  const std::size_t start = bytes.size();
  bytes.resize(start + 8 * cells.size());
  std::memcpy(bytes.data() + start, cells.data(), 8 * cells.size());
  return bytes;
}

// n maps of side × side.
std::string npy_maps(int n, int side, const std::vector<double>& cells) {
  return npy_doubles(std::to_string(n) + ", " + std::to_string(side) + ", " + std::to_string(side), cells);
}

// Why a run on these files does not start.
std::string map_refusal(const DataFiles& files) {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  session.start(with_files(parse_link("#/cosmology").run.plan, *Registry::instance().find("cosmology"), files), files);
  return session.message();
}

bool holds(const std::string& sentence, std::string_view part) { return sentence.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("cosmology: the sky's maps have the powers of their law, log-normal ones by exp(ξ) − 1") {
  for (const MapLaw law : {MapLaw::gaussian, MapLaw::log_normal}) {
    const Sky sky({.law = law, .turn = law == MapLaw::gaussian ? 8 : HUGE_VAL, .noise = 0.2});
    const FieldParameters at{0.7, 1.5};
    const std::vector<double> expected = sky.expected_spectrum(at);
    std::vector<double> mean(Sky::kBins);
    std::vector<float> map(static_cast<std::size_t>(Sky::kCells)), spectrum(Sky::kBins);
    Sky::Workspace work;
    Rng rng(4);
    constexpr int kDraws = 200;
    for (int draw = 0; draw < kDraws; ++draw) {
      sky.draw(at, rng, map, work);
      sky.spectrum(map, spectrum, work);
      for (std::size_t bin = 0; bin < Sky::kBins; ++bin)
        mean[bin] += std::pow(10.0, static_cast<double>(spectrum[bin])) / kDraws;
    }
    for (std::size_t bin = 0; bin < Sky::kBins; ++bin)
      CHECK(std::log10(mean[bin]) == doctest::Approx(expected[bin]).epsilon(0.02).scale(1.5));
  }
}

TEST_CASE("cosmology: σ alone would be known to σ/√(2 · 1023), and the logarithm of a density is its field") {
  const Sky gaussian({.law = MapLaw::gaussian}), density({.law = MapLaw::log_normal}),
      logarithm({.law = MapLaw::log_normal, .logarithm = true});
  const auto known = gaussian.information({0.9, 2});
  REQUIRE(known);
  CHECK(known->conditional_error[0] == doctest::Approx(0.9 / std::sqrt(2.0 * 1023)));
  std::vector<float> field(static_cast<std::size_t>(Sky::kCells)), same = field;
  Sky::Workspace work;
  Rng first(2), second(2);
  gaussian.draw({0.9, 2}, first, field, work);
  logarithm.draw({0.9, 2}, second, same, work);
  double largest = 0;
  for (std::size_t i = 0; i < field.size(); ++i)
    if (field[i] > -1.5f) largest = std::max(largest, static_cast<double>(std::fabs(field[i] - same[i])));
  CHECK(largest < 0.05);  // cells below 1/20 of the mean are lifted, which moves the mean
}

TEST_CASE("cosmology: the likelihood reaches the Fisher limit on Gaussian maps, and is sure and wrong on others") {
  DemoRun gaussian("#/cosmology?map_law=gaussian"), noisy("#/cosmology?map_law=gaussian&map_noise=0.6"),
      density("#/cosmology"), logarithm("#/cosmology?read_logarithm=true");
  for (DemoRun* run : {&gaussian, &noisy, &logarithm}) {
    CHECK(run->metric("likelihood_error") == doctest::Approx(1).epsilon(0.15));
    CHECK(run->metric("likelihood_coverage") == doctest::Approx(0.683).epsilon(0.08));
  }
  CHECK(density.metric("likelihood_error") > 4);
  CHECK(density.metric("likelihood_width") < 1.3);
  CHECK(density.metric("likelihood_coverage") < 0.25);
}

TEST_CASE("cosmology: untrained, both networks say what is known without a map") {
  DemoRun run("#/cosmology");
  CHECK(run.metric("map_sigma") == doctest::Approx(1).epsilon(0.1));
  CHECK(run.metric("map_slope") == doctest::Approx(2).epsilon(0.1));
  CHECK(run.metric("map_coverage") == doctest::Approx(1 / std::sqrt(3.0)).epsilon(0.1));  // of a uniform law
}

TEST_CASE("cosmology: the energies of filters do not depend on the place, and their network's gradient is right") {
  Rng rng(5);
  Matrix<float> maps(12, ScaleNetwork::kCells), moved = maps;
  for (std::ptrdiff_t i = 0; i < maps.rows(); ++i)
    for (std::ptrdiff_t cell = 0; cell < maps.cols(); ++cell)
      maps(i, cell) = static_cast<float>(rng.normal() + std::sin(0.4 * static_cast<double>(cell % 32)));
  // By 8 cells to the right and 16 down, so that the means are over the same cells.
  for (std::ptrdiff_t i = 0; i < maps.rows(); ++i)
    for (std::ptrdiff_t cell = 0; cell < maps.cols(); ++cell)
      moved(i, (cell / 32 + 16) % 32 * 32 + (cell + 8) % 32) = maps(i, cell);
  ScaleNetwork network(4, maps.view(), Rng(2));
  ThreadPool pool(2);
  ScaleNetwork::Pass pass, other;
  network.evaluate(pass, maps.view(), pool);
  network.evaluate(other, moved.view(), pool);
  for (std::ptrdiff_t i = 0; i < maps.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < ScaleNetwork::kOutputs; ++j)
      CHECK(other.output().row(i)[j] == doctest::Approx(pass.output().row(i)[j]).epsilon(1e-4).scale(1));
  // Of the sum of all outputs' squares.
  const auto cost = [&] {
    network.evaluate(pass, maps.view(), pool);
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < maps.rows(); ++i)
      for (std::ptrdiff_t j = 0; j < ScaleNetwork::kOutputs; ++j)
        sum += std::pow(static_cast<double>(pass.output().row(i)[j]), 2);
    return sum;
  };
  network.forward(pass, maps.view(), rng, pool);
  const MatrixView<float> gradient = pass.output_gradient();
  for (std::ptrdiff_t i = 0; i < maps.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < ScaleNetwork::kOutputs; ++j) gradient.row(i)[j] = 2 * pass.output().row(i)[j];
  network.backward(pass, pool);
  // Along the gradient of each part, over a short way, the cost grows by |gradient|² a unit.
  for (nn::Network<float>& part : network.parts()) {
    const std::vector<float> before(part.parameters().begin(), part.parameters().end());
    const std::vector<float> slope(std::as_const(part).gradients().begin(), std::as_const(part).gradients().end());
    double square = 0;
    for (const float value : slope) square += static_cast<double>(value) * static_cast<double>(value);
    REQUIRE(square > 0);
    const double way = 2e-3 / std::sqrt(square);
    std::array<double, 2> costs{};
    for (const int side : {0, 1}) {
      for (std::size_t i = 0; i < before.size(); ++i)
        part.parameters()[i] = before[i] + static_cast<float>((side == 0 ? -way : way) * static_cast<double>(slope[i]));
      costs[static_cast<std::size_t>(side)] = cost();
    }
    std::copy(before.begin(), before.end(), part.parameters().begin());
    CHECK((costs[1] - costs[0]) / (2 * way * square) == doctest::Approx(1).epsilon(0.03));
  }
}

TEST_CASE(
    "cosmology: on Gaussian maps both networks come to the limit, on log-normal ones the map's passes the other") {
  DemoRun gaussian("#/cosmology?map_law=gaussian"), density("#/cosmology");
  gaussian.steps(400);
  for (const char* id : {"spectrum_error", "map_error"}) {
    CHECK(gaussian.metric(id) < 1.3);
    CHECK(gaussian.metric(id) > 0.9);
  }
  density.steps(250);
  CHECK(density.metric("map_error") < density.metric("spectrum_error") - 0.1);
  CHECK(density.metric("spectrum_error") > 1.6);
}

TEST_CASE("cosmology: maps of a file are learned with the parameters in a second one") {
  // Gaussian fields; the parameters are 100 σ, and 5 − n.
  const Sky sky({.law = MapLaw::gaussian});
  std::vector<float> map(static_cast<std::size_t>(Sky::kCells));
  std::vector<double> cells, numbers;
  std::string text = "strength,roughness\n";
  Sky::Workspace work;
  Rng rng(8);
  constexpr int kOwn = 150;
  for (int i = 0; i < kOwn; ++i) {
    const FieldParameters at = Sky::draw_parameters(rng);
    sky.draw(at, rng, map, work);
    for (const float cell : map) cells.push_back(300 + 40 * static_cast<double>(cell));
    numbers.insert(numbers.end(), {100 * at.sigma, 5 - at.slope});
    text += std::to_string(100 * at.sigma) + "," + std::to_string(5 - at.slope) + "\n";
  }
  const auto maps = make_data_file("maps.npy", npy_maps(kOwn, 32, cells));
  const auto table = make_data_file("law.csv", text);
  DemoRun run("#/cosmology?image=3", 1, {table, maps});
  CHECK(run.panel<Plane>("plane").x.label == "true strength");
  CHECK(std::isnan(run.metric("likelihood_error")));
  CHECK(run.metric("map_error") > 0.8);
  run.steps(120);
  CHECK(run.metric("map_error") < 0.4);
  CHECK(run.metric("spectrum_error") < 0.4);
  CHECK(run.metric("map_sigma") == doctest::Approx(numbers[6]).epsilon(0.3));

  DemoRun arrays("#/cosmology", 1, {maps, make_data_file("law.npy", npy_doubles("150, 2", numbers))});
  CHECK(arrays.panel<Plane>("plane").y.label == "predicted parameter 1");

  const auto short_table = make_data_file("short.csv", "a,b\n1,2\n3,4\n");
  const std::string short_of_rows = map_refusal({maps, short_table});
  CHECK(holds(short_of_rows, "short.csv"));
  CHECK(holds(short_of_rows, "150 maps"));
  CHECK(holds(map_refusal({short_table, table}), "one of two files must be maps"));
  CHECK(holds(map_refusal({maps, table, table}), "a table (CSV or NPY)"));
  const auto column = make_data_file("column.npy", npy_doubles("150, 1", std::vector<double>(150)));
  CHECK(holds(map_refusal({maps, column}), "column.npy"));
  const auto same = make_data_file("same.npy", npy_doubles("150, 2", std::vector<double>(300, 1)));
  CHECK(holds(map_refusal({maps, same}), "the same for all maps"));
  const auto few = make_data_file("few.npy", npy_maps(2, 32, std::vector<double>(2048)));
  CHECK(holds(map_refusal({few, short_table}), "at least 20 maps"));
  const auto odd = make_data_file("odd.npy", npy_maps(150, 30, std::vector<double>(135000)));
  CHECK(holds(map_refusal({odd, table}), "odd.npy"));
}

TEST_CASE("cosmology: the truth is dragged, in its frame, and changes no step") {
  DemoRun run("#/cosmology");
  run.steps(2);
  const std::uint64_t hash = run.hash();
  const float before =
      run.panel<Plane>("map").layers.size() > 0 ? std::get<FieldLayer>(run.panel<Plane>("map").layers[0]).values[5] : 0;
  run.act("parameters", HandleDragged{"truth", 0.6f, 2.5f});
  CHECK(run.metric("sigma_shown") == doctest::Approx(0.6));
  CHECK(run.metric("slope_shown") == doctest::Approx(2.5));
  CHECK(std::get<FieldLayer>(run.panel<Plane>("map").layers[0]).values[5] != before);
  run.act("parameters", HandleDragged{"truth", 9, -9});
  CHECK(run.metric("sigma_shown") == doctest::Approx(1.8));
  CHECK(run.metric("slope_shown") == doctest::Approx(0.5));
  run.tune("true_sigma", "0.8");
  CHECK(run.metric("sigma_shown") == doctest::Approx(0.8));
  CHECK(run.hash() == hash);
}

TEST_CASE("cosmology: maps of an NPY file are read, coarser ones as means, and others refused by name") {
  // Of a Gaussian field written twice as fine.
  const Sky sky({.law = MapLaw::gaussian});
  std::vector<float> map(static_cast<std::size_t>(Sky::kCells));
  Sky::Workspace work;
  Rng rng(3);
  sky.draw({1.2, 2}, rng, map, work);
  std::vector<double> cells(2 * 64 * 64);
  for (std::size_t i = 64 * 64; i < cells.size(); ++i) {
    const std::size_t row = (i - 64 * 64) / 64, col = i % 64;
    cells[i] = static_cast<double>(map[row / 2 * 32 + col / 2]);
  }
  DemoRun run("#/cosmology?map_law=gaussian&image=1", 1, {make_data_file("maps.npy", npy_maps(2, 64, cells))});
  run.steps(1);
  const FieldAnswer said = sky.most_likely(map, work);
  CHECK(run.metric("likelihood_sigma") == doctest::Approx(said.value.sigma).epsilon(1e-4));
  CHECK(run.metric("likelihood_slope") == doctest::Approx(said.value.slope).epsilon(1e-4));
  const auto refusal = [](std::string bytes) { return map_refusal({make_data_file("odd.npy", std::move(bytes))}); };
  CHECK(refusal(npy_maps(1, 30, std::vector<double>(900))).find("odd.npy") != std::string::npos);
  CHECK(refusal("no array").find("no NPY file") != std::string::npos);
  std::vector<double> broken(32 * 32);
  broken[7] = NAN;
  CHECK(refusal(npy_maps(1, 32, broken)).find("finite") != std::string::npos);
}
