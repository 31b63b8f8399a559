#include "tests/published_events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

#include "core/math/rng.h"

namespace lectern::tests {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

void append(std::string& text, const char* format, double value) {
  std::array<char, 48> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, value);
  text.append(buffer.data(), static_cast<std::size_t>(length));
}

// A massless particle of the detector.
struct Track {
  double pt, eta, phi;
};

Track draw_track(Rng& rng, double scale) {
  return {scale * (0.25 - 0.75 * std::log(1 - rng.uniform())), 1.2 * rng.normal(), kTurn * (rng.uniform() - 0.5)};
}

double mass_of(const Track& a, const Track& b) {
  return std::sqrt(2 * a.pt * b.pt * std::max(0.0, std::cosh(a.eta - b.eta) - std::cos(a.phi - b.phi)));
}

// Turns b so that both have about this mass, as the products of one particle have.
void give_mass(const Track& a, Track& b, double mass, Rng& rng) {
  b.eta = a.eta + 0.5 * rng.normal();
  const double wanted = mass * (1 + 0.1 * rng.normal());
  const double cosine = std::cosh(a.eta - b.eta) - wanted * wanted / (2 * a.pt * b.pt);
  if (cosine < -1) b.pt *= wanted / mass_of(a, {b.pt, b.eta, a.phi + kTurn / 2});
  b.phi = a.phi + (rng.uniform() < 0.5 ? -1 : 1) * std::acos(std::clamp(cosine, -1.0, 1.0));
}

void append_row(std::string& text, bool is_signal, std::span<const double> values) {
  text += is_signal ? "1.000000000000000000e+00" : "0.000000000000000000e+00";
  for (const double value : values) append(text, ",%.18e", value);
  text += '\n';
}

}  // namespace

std::string higgs_table(std::size_t rows, std::uint64_t seed) {
  Rng rng(seed);
  std::string text;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool is_signal = rng.uniform() < 0.53;
    const Track lepton = draw_track(rng, 1), missing = draw_track(rng, 1);
    std::array<Track, 4> jets{};
    for (Track& jet : jets) jet = draw_track(rng, 1);
    if (is_signal) give_mass(jets[0], jets[1], 1.25, rng);
    std::vector<double> x{lepton.pt, lepton.eta, lepton.phi, missing.pt, missing.phi};
    constexpr std::array kTags{2.17, 2.21, 2.55, 3.10};
    for (std::size_t j = 0; j < jets.size(); ++j)
      x.insert(x.end(), {jets[j].pt, jets[j].eta, jets[j].phi, rng.uniform() < 0.5 ? 0.0 : kTags[j]});
    const double bb = mass_of(jets[0], jets[1]), jj = mass_of(jets[2], jets[3]), lv = mass_of(lepton, missing);
    x.insert(x.end(), {jj, jj + 0.3 * jets[1].pt, lv, lv + 0.3 * jets[2].pt, bb, bb + 0.5 * jj, bb + 0.5 * (jj + lv)});
    append_row(text, is_signal, x);
  }
  return text;
}

std::string susy_table(std::size_t rows, std::uint64_t seed) {
  Rng rng(seed);
  std::string text;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool is_signal = rng.uniform() < 0.46;
    const Track a = draw_track(rng, is_signal ? 1.3 : 1), b = draw_track(rng, is_signal ? 1.2 : 1);
    const double magnitude = (is_signal ? 1.6 : 1) * (0.2 - 0.8 * std::log(1 - rng.uniform()));
    const double phi = kTurn * (rng.uniform() - 0.5);
    const double m = mass_of(a, b), axial = -magnitude * std::cos(phi - a.phi);
    const double transverse = std::sqrt(2 * (a.pt + b.pt) * magnitude * (1 - std::cos(phi - b.phi)));
    const std::array<double, 18> x{a.pt,
                                   a.eta,
                                   a.phi,
                                   b.pt,
                                   b.eta,
                                   b.phi,
                                   magnitude,
                                   phi,
                                   magnitude / (a.pt + b.pt),
                                   axial,
                                   m,
                                   transverse,
                                   transverse / (m + 0.1),
                                   std::sqrt(magnitude * b.pt),
                                   m + magnitude,
                                   std::fabs(m - magnitude),
                                   std::fabs(std::remainder(phi - a.phi, kTurn)),
                                   std::tanh(std::fabs(a.eta - b.eta) / 2)};
    append_row(text, is_signal, x);
  }
  return text;
}

std::string higgs_challenge_table(std::size_t rows, bool open_data, std::uint64_t seed) {
  constexpr std::string_view kNames =
      "EventId,DER_mass_MMC,DER_mass_transverse_met_lep,DER_mass_vis,DER_pt_h,DER_deltaeta_jet_jet,DER_mass_jet_jet,"
      "DER_prodeta_jet_jet,DER_deltar_tau_lep,DER_pt_tot,DER_sum_pt,DER_pt_ratio_lep_tau,DER_met_phi_centrality,"
      "DER_lep_eta_centrality,PRI_tau_pt,PRI_tau_eta,PRI_tau_phi,PRI_lep_pt,PRI_lep_eta,PRI_lep_phi,PRI_met,PRI_met_phi,"
      "PRI_met_sumet,PRI_jet_num,PRI_jet_leading_pt,PRI_jet_leading_eta,PRI_jet_leading_phi,PRI_jet_subleading_pt,"
      "PRI_jet_subleading_eta,PRI_jet_subleading_phi,PRI_jet_all_pt,Weight,Label";
  constexpr double kUnknown = -999, kSignal = 691.99, kBackground = 410999.85;
  struct Event {
    std::vector<double> x;
    double weight;
    bool is_signal;
  };
  Rng rng(seed);
  std::vector<Event> events;
  std::array<double, 2> sum{};
  for (std::size_t i = 0; i < rows; ++i) {
    Event event;
    event.is_signal = rng.uniform() < 0.34;
    Track tau = draw_track(rng, 40), lepton = draw_track(rng, 45);
    tau.pt += 20;
    lepton.pt += 26;
    // Half of the background is a Z at 91 GeV, which nature makes much more often than it is simulated.
    const bool is_z = !event.is_signal && rng.uniform() < 0.6;
    if (event.is_signal || is_z) give_mass(tau, lepton, event.is_signal ? 88 : 65, rng);
    const Track met = draw_track(rng, event.is_signal ? 50 : 40);
    const int jets = static_cast<int>(rng.below(4));
    std::array<Track, 2> jet{draw_track(rng, event.is_signal ? 100 : 75), draw_track(rng, event.is_signal ? 70 : 55)};
    const double visible = mass_of(tau, lepton), difference = std::fabs(jet[0].eta - jet[1].eta);
    const double transverse = std::sqrt(2 * lepton.pt * met.pt * (1 - std::cos(lepton.phi - met.phi)));
    const double delta_r = std::hypot(tau.eta - lepton.eta, std::remainder(tau.phi - lepton.phi, kTurn));
    const double sum_pt = tau.pt + lepton.pt + (jets > 0 ? jet[0].pt : 0) + (jets > 1 ? jet[1].pt : 0);
    const auto with = [&](int least, double value) { return jets >= least ? value : kUnknown; };
    event.x = {rng.uniform() < 0.15 ? kUnknown : 1.42 * visible * (1 + 0.05 * rng.normal()),
               transverse,
               visible,
               std::hypot(tau.pt * std::cos(tau.phi) + lepton.pt * std::cos(lepton.phi),
                          tau.pt * std::sin(tau.phi) + lepton.pt * std::sin(lepton.phi)),
               with(2, difference),
               with(2, mass_of(jet[0], jet[1])),
               with(2, jet[0].eta * jet[1].eta),
               delta_r,
               15 * std::fabs(rng.normal()),
               sum_pt,
               lepton.pt / tau.pt,
               std::tanh(rng.normal()),
               with(2, rng.uniform()),
               tau.pt,
               tau.eta,
               tau.phi,
               lepton.pt,
               lepton.eta,
               lepton.phi,
               met.pt,
               met.phi,
               sum_pt + 100 + 40 * rng.uniform(),
               static_cast<double>(jets),
               with(1, jet[0].pt),
               with(1, jet[0].eta),
               with(1, jet[0].phi),
               with(2, jet[1].pt),
               with(2, jet[1].eta),
               with(2, jet[1].phi),
               jets == 0 ? 0 : jet[0].pt + (jets > 1 ? jet[1].pt : 0)};
    event.weight =
        event.is_signal ? (rng.uniform() < 0.5 ? 0.0015 : 0.0187) : (is_z ? 2.5 : 0.4) * (0.5 + rng.uniform());
    sum[event.is_signal ? 1 : 0] += event.weight;
    events.push_back(std::move(event));
  }
  std::string text(kNames);
  text += open_data ? ",KaggleSet,KaggleWeight\r\n" : "\r\n";
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    text += std::to_string(100000 + i);
    for (const double value : event.x) append(text, value == kUnknown ? ",%.1f" : ",%.3f", value);
    const double weight = event.weight * (event.is_signal ? kSignal / sum[1] : kBackground / sum[0]);
    append(text, ",%.12g", weight);
    text += event.is_signal ? ",s" : ",b";
    if (open_data) {
      text += i % 3 == 0 ? ",t" : i % 3 == 1 ? ",b" : ",v";
      append(text, ",%.12g", 3 * weight);
    }
    text += open_data ? "\n" : "\r\n";
  }
  return text;
}

}  // namespace lectern::tests
