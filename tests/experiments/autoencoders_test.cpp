#include <algorithm>
#include <cmath>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("autoencoders: the variational one reaches its quality on the digits in 1500 updates") {
  DemoRun run("#/autoencoders");
  run.steps(1500);
  CHECK(run.metric("negative_elbo") < 24.7);
  CHECK(run.metric("negative_elbo") ==
        doctest::Approx(run.metric("reconstruction") + run.metric("code_divergence")).epsilon(1e-9));
  CHECK(run.metric("squared_error") < 0.7 * run.metric("pca_error"));
  CHECK(run.metric("code_accuracy") > 0.75);
}

TEST_CASE("autoencoders: the linear one finds the plane of the principal components") {
  DemoRun run("#/autoencoders?architecture=linear&variational=false");
  CHECK(run.metric("subspace_angle") > 20);
  run.steps(1500);
  CHECK(run.metric("subspace_angle") < 3);
  CHECK(run.metric("squared_error") == doctest::Approx(run.metric("pca_error")).epsilon(0.01));
}

TEST_CASE("autoencoders: a dear divergence collapses, a cheap one does not") {
  DemoRun dear("#/autoencoders?divergence_weight=20");
  dear.steps(500);
  CHECK(dear.metric("code_divergence") < 0.01);
  DemoRun cheap("#/autoencoders?divergence_weight=0.01");
  cheap.steps(500);
  CHECK(cheap.metric("code_divergence") > 8);
  CHECK(cheap.metric("reconstruction") < dear.metric("reconstruction") - 4);
}

TEST_CASE("autoencoders: of sixteen numbers the variational one uses few") {
  DemoRun run("#/autoencoders?code_size=16");
  run.steps(1000);
  const Plane& use = run.panel<Plane>("use");
  const auto& bars = std::get<BarsLayer>(use.layers[0]);
  REQUIRE(bars.height.size() == 16);
  CHECK(std::count_if(bars.height.begin(), bars.height.end(), [](float nats) { return nats > 0.1f; }) <= 4);
}

TEST_CASE("autoencoders: the denoising one repairs pictures that it has never seen") {
  for (const char* how : {"noise", "hidden"}) {
    CAPTURE(how);
    DemoRun run(std::string("#/autoencoders?variational=false&code_size=16&corruption=") + how);
    run.steps(800);
    CHECK(run.metric("squared_error") < 0.3 * run.metric("spoilt_error"));
  }
}

TEST_CASE("autoencoders: the two places of a spot are found, and a circle needs two numbers") {
  DemoRun spot("#/autoencoders?data=spot&variational=false");
  spot.steps(800);
  CHECK(spot.metric("squared_error") < 0.1 * spot.metric("pca_error"));
  DemoRun ring("#/autoencoders?data=wave&variational=false"),
      line("#/autoencoders?data=wave&variational=false&code_size=1");
  ring.steps(600);
  line.steps(600);
  CHECK(ring.metric("squared_error") < 0.4 * line.metric("squared_error"));
}

TEST_CASE("autoencoders: convolutions and their transposes fit pictures of each size, and learn") {
  for (const char* data : {"digits8", "spot", "drawn28"}) {
    CAPTURE(data);
    DemoRun run(std::string("#/autoencoders?architecture=convolutional&filters=4&n=300&data=") + data);
    const double before = run.metric("negative_elbo");
    run.steps(60);
    CHECK(run.metric("negative_elbo") < before);
  }
}

TEST_CASE("autoencoders: the handle is walked by dragging and by tapping") {
  DemoRun run("#/autoencoders");
  run.steps(300);
  const auto decoded = [&] { return run.panel<Images>("walk").tiles[0].values; };
  const std::vector<float> before = decoded();
  const std::uint64_t hash = run.hash();
  run.session().act({"codes", HandleDragged{"place", 1.5f, -1.5f}});
  const std::vector<float> dragged = decoded();
  CHECK(dragged != before);
  run.session().act({"codes", LatentPicked{-1.5f, 0.5f}});
  CHECK(decoded() != dragged);
  const std::vector<float> tapped = decoded();
  run.session().act({"walk", LatentPicked{0, 0}});  // means nothing there
  CHECK(decoded() == tapped);
  CHECK(run.hash() == hash);
}

TEST_CASE("autoencoders: a drawing is encoded and given back, and no step depends on it") {
  DemoRun run("#/autoencoders"), plain("#/autoencoders");
  CHECK(run.panel<Images>("pad").drawable);
  CHECK(run.panel<Images>("pad").tiles.size() == 2);
  run.act("pad", StrokeDrawn{{28, 6, 28, 50}, false});
  run.steps(200);
  plain.steps(200);
  CHECK(run.hash() == plain.hash());
  const Images& pad = run.panel<Images>("pad");
  REQUIRE(pad.tiles.size() == 4);
  const std::vector<float>& given = pad.tiles[1].values;
  const std::vector<float>& back = pad.tiles[2].values;
  REQUIRE(given.size() == 64);
  double sum = 0;
  for (std::size_t j = 0; j < given.size(); ++j)
    sum += (static_cast<double>(given[j]) - static_cast<double>(back[j])) *
           (static_cast<double>(given[j]) - static_cast<double>(back[j]));
  CHECK(run.metric("drawing_error") == doctest::Approx(sum / 64).epsilon(1e-5));
  run.act("codes", PadCleared{});  // no pad there
  CHECK(run.panel<Images>("pad").tiles.size() == 4);
  run.act("pad", PadCleared{});
  CHECK(run.panel<Images>("pad").tiles.size() == 2);
}

TEST_CASE("autoencoders: of Ising states the code knows the magnetisation") {
  DemoRun run("#/autoencoders?data=ising&variational=false&n=1000");
  const double before = run.metric("squared_error");
  run.steps(300);
  CHECK(run.metric("squared_error") < 0.9 * before);
  const Images& pictures = run.panel<Images>("pictures");
  REQUIRE(pictures.tiles[0].values.size() == 256);
  CHECK(std::all_of(pictures.tiles[0].values.begin(), pictures.tiles[0].values.end(),
                    [](float level) { return level == 0 || level == 1; }));
}

TEST_CASE("autoencoders: too large a learning rate stops with a reason") {
  DemoRun run("#/autoencoders?learning_rate=1&data=digits8&likelihood=gaussian&pixel_sigma=0.02");
  run.steps(2000);
  const bool is_finite = std::isfinite(run.metric("reconstruction"));
  CHECK((is_finite || run.session().condition() == RunSession::Condition::diverged));
}
