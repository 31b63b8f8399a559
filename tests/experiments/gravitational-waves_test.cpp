#include <algorithm>
#include <cmath>
#include <memory>
#include <string_view>
#include <utility>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE(
    "gravitational-waves: the filter finds the chirp with its optimal ratio and its mass, and twice as far half of it") {
  DemoRun near("#/gravitational-waves?distance=500&chirp_mass=25&judged_noise=1000"),
      far("#/gravitational-waves?distance=1000&chirp_mass=25");
  near.steps(15);
  CHECK(near.metric("optimal_snr") == doctest::Approx(2 * far.metric("optimal_snr")).epsilon(1e-6));
  CHECK(std::abs(near.metric("filter_snr") - near.metric("optimal_snr")) < 3);
  CHECK(near.metric("filter_snr") > near.metric("filter_threshold"));
  CHECK(near.metric("found_mass") == doctest::Approx(25).epsilon(0.06));
}

TEST_CASE("gravitational-waves: time, distance and mass are dragged, and change no step") {
  DemoRun run("#/gravitational-waves?judged_noise=1000");
  run.steps(3);
  const std::uint64_t hash = run.hash();
  const double ratio = run.metric("optimal_snr"), arrival = run.metric("arrival_shown");
  const auto handle = [&run](std::string_view panel) {
    for (const PlaneLayer& layer : run.panel<Plane>(panel).layers)
      if (const auto* found = std::get_if<HandlesLayer>(&layer)) return std::pair(found->x[0], found->y[0]);
    return std::pair(0.0f, 0.0f);
  };
  const auto [x, y] = handle("plane");
  run.act("plane", HandleDragged{"chirp", x - 0.03f, 2 * y});
  CHECK(run.metric("arrival_shown") == doctest::Approx(arrival - 0.03).epsilon(0.01));
  CHECK(run.metric("optimal_snr") == doctest::Approx(2 * ratio).epsilon(0.1));
  run.act("map", HandleDragged{"track", handle("map").first, 85});
  CHECK(run.metric("chirp_mass_shown") < 25);
  CHECK(run.hash() == hash);
}

TEST_CASE("gravitational-waves: data and chirp are heard, and made anew only when they are others") {
  DemoRun run("#/gravitational-waves?judged_noise=1000"),
      noise("#/gravitational-waves?judged_noise=1000&segment=noise");
  const auto sound = [](DemoRun& of) {
    for (const Panel& panel : of.snapshot().panels)
      if (panel.id == "plane") return panel.sound;
    return std::shared_ptr<const Sound>();
  };
  const std::shared_ptr<const Sound> first = sound(run);
  REQUIRE(first);
  CHECK(first->samples.size() > 1.2 * first->rate_hz);
  CHECK(*std::max_element(first->samples.begin(), first->samples.end()) == doctest::Approx(0.8).epsilon(0.3));
  CHECK(sound(noise)->samples.size() < 0.6 * first->rate_hz);
  run.steps(2);
  CHECK(sound(run) == first);
}

TEST_CASE(
    "gravitational-waves: in Gaussian noise the network comes near the filter, but not if it knew only loud chirps") {
  DemoRun run("#/gravitational-waves?judged_noise=2000"),
      loud("#/gravitational-waves?judged_noise=2000&training_snr=20");
  run.steps(220);
  loud.steps(220);
  CHECK(run.metric("noise_judged") == 32 * 64);
  CHECK(run.metric("sensitivity") > 0.6);
  CHECK(run.metric("sensitivity") < 1);
  CHECK(loud.metric("sensitivity") < 0.6);
}

TEST_CASE(
    "gravitational-waves: a network begun as a filter reaches nearly as far before one begun at random has learned") {
  DemoRun begun("#/gravitational-waves?version=2&judged_noise=4000"),
      random(
          "#/gravitational-waves?version=2&judged_noise=4000&network_design=plain&network_channels=8&noise_weight=1");
  // The first round judges the network after 63 updates.
  begun.steps(126);
  random.steps(126);
  CHECK(begun.metric("judged_updates") == 63);
  CHECK(begun.metric("sensitivity") > 0.9);
  CHECK(begun.metric("sensitivity") < 1.02);
  CHECK(random.metric("sensitivity") < 0.8);
}

TEST_CASE("gravitational-waves: a link made before there were two networks has the one it had") {
  DemoRun old("#/gravitational-waves?judged_noise=1000"),
      now("#/gravitational-waves?version=2&judged_noise=1000&network_design=plain&network_channels=8&noise_weight=1"),
      other("#/gravitational-waves?version=2&judged_noise=1000");
  for (DemoRun* run : {&old, &now, &other}) run->steps(2);
  CHECK(old.hash() == now.hash());
  CHECK(old.hash() != other.hash());
}

TEST_CASE("gravitational-waves: with glitches the network that met some finds chirps that the filter loses") {
  DemoRun run("#/gravitational-waves?judged_noise=2000&glitches=0.05&signal_snr=10&false_alarms=0.01");
  run.steps(220);
  CHECK(run.metric("filter_threshold") > 8);
  CHECK(run.metric("filter_found") < 0.5);
  CHECK(run.metric("network_found") > 0.6);
}

TEST_CASE("gravitational-waves: the χ² test rejects glitches, which then cost the filter hardly a chirp") {
  DemoRun run("#/gravitational-waves?judged_noise=2000&glitches=0.05&signal_snr=10&false_alarms=0.01&segment=glitch"),
      gaussian("#/gravitational-waves?judged_noise=2000");
  run.steps(32);
  gaussian.steps(32);
  const std::uint64_t hash = run.hash();
  CHECK(run.metric("filter_threshold") > 8);
  CHECK(run.metric("filter_found") < 0.5);
  run.tune("chi_square", "true");
  CHECK(run.hash() == hash);
  CHECK(run.metric("filter_threshold") < 6);
  CHECK(run.metric("filter_found") > 0.9);
  CHECK(run.metric("found_chi_square") > 1.5);
  CHECK(run.metric("consistent_snr") < 0.8 * run.metric("filter_snr"));
  // Where there is no glitch the test changes little.
  const double half = gaussian.metric("filter_half");
  gaussian.tune("chi_square", "true");
  CHECK(gaussian.metric("filter_half") == doctest::Approx(half).epsilon(0.06));
}

TEST_CASE("gravitational-waves: a softmax is full where the logit goes on") {
  DemoRun run(
      "#/gravitational-waves?judged_noise=4000&glitches=0.05&training_glitches=false&training_snr=7&signal_snr=13&"
      "false_alarms=0.01");
  run.steps(380);
  CHECK(run.metric("network_found") > 0.03);
  run.tune("score", "softmax");
  CHECK(run.metric("network_found") == 0);
}
