#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/experiments/cosmology/map_judge.h"
#include "core/experiments/cosmology/map_readers.h"
#include "core/experiments/cosmology/sky.h"
#include "core/math/rng.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

// n maps of side × side doubles as NumPy writes them.
std::string npy_maps(int n, int side, const std::vector<double>& cells) {
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(n) + ", " +
                       std::to_string(side) + ", " + std::to_string(side) + "), }";
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

TEST_CASE("cosmology: on Gaussian maps the network on P(k) comes to the limit and the other does not pass it") {
  DemoRun run("#/cosmology?map_law=gaussian&network_channels=4");
  run.steps(200);
  CHECK(run.metric("spectrum_error") < 1.3);
  CHECK(run.metric("map_error") < 4);
  CHECK(run.metric("map_error") > 1);
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
  const auto refusal = [](std::string bytes) {
    ThreadPool pool(1);
    RunSession session(Registry::instance(), pool);
    const DataFiles files{make_data_file("odd.npy", std::move(bytes))};
    session.start(with_files(parse_link("#/cosmology").run.plan, *Registry::instance().find("cosmology"), files),
                  files);
    return session.message();
  };
  CHECK(refusal(npy_maps(1, 30, std::vector<double>(900))).find("odd.npy") != std::string::npos);
  CHECK(refusal("no array").find("no NPY file") != std::string::npos);
  std::vector<double> broken(32 * 32);
  broken[7] = NAN;
  CHECK(refusal(npy_maps(1, 32, broken)).find("finite") != std::string::npos);
}
