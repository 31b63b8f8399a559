#include "core/data/card_transactions.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::data {
namespace {

// Log-normal sums, distances and times; `spread` is of the natural logarithm.
struct Habit {
  double share;
  double amount, amount_spread;
  double hour, hour_spread;
  double distance, distance_spread;
  double minutes, minutes_spread;
  double shops;  // the kind of shop's share of the holder's payments
};
constexpr Habit kHonest[] = {
    {0.40, 35, 0.6, 17.5, 2.2, 3, 0.7, 1400, 0.8, 0.38},   // groceries
    {0.25, 12, 0.35, 12.7, 0.7, 5, 0.6, 700, 0.9, 0.24},   // lunch
    {0.20, 50, 0.6, 20.5, 1.4, 8, 0.8, 300, 0.9, 0.19},    // evenings
    {0.15, 60, 0.9, 18.5, 2.8, 400, 1.0, 700, 1.0, 0.14},  // orders from elsewhere
};
constexpr Habit kJourney{1, 300, 0.8, 14, 4.5, 1500, 0.6, 300, 1.0, 0.04};
constexpr Habit kTrial{1, 9, 0.6, 3.5, 1.3, 3000, 0.6, 2, 0.7, 0.003};
constexpr Habit kSpree{1, 160, 0.6, 1, 3.0, 2500, 0.6, 6, 0.8, 0.006};

constexpr double kShopSpread = 0.25;  // of the logarithm: shops of one kind differ

double log10_normal(double median, double spread, Rng& rng) {
  constexpr double kLogTen = 2.302585092994046;
  return (math::log(median) + spread * rng.normal()) / kLogTen;
}

}  // namespace

CardTransactions make_card_transactions(int n, int frauds, Rng& rng) {
  Rng shops = rng.split("shops");  // a stream of its own: the other columns are what they were without it
  CardTransactions made{Matrix<double>(n, kCardColumns), {}};
  for (int i = 0; i < n; ++i) {
    const bool is_fraud = i >= n - frauds, is_journey = !is_fraud && rng.uniform() < 0.04;
    const Habit* habit = &kHonest[0];
    double chance = rng.uniform();
    while (chance >= habit->share && habit != std::end(kHonest) - 1) chance -= (habit++)->share;
    if (is_journey) habit = &kJourney;
    if (is_fraud) habit = i % 2 == 0 ? &kTrial : &kSpree;
    made.columns(i, 0) = std::clamp(log10_normal(habit->amount, habit->amount_spread, rng), -0.5, 4.0);
    const double hour = habit->hour + habit->hour_spread * rng.normal();
    made.columns(i, 1) = hour - 24 * std::floor(hour / 24);
    made.columns(i, 2) = log10_normal(habit->distance, habit->distance_spread, rng);
    made.columns(i, 3) = log10_normal(habit->minutes, habit->minutes_spread, rng);
    made.columns(i, 4) = log10_normal(habit->shops, kShopSpread, shops);
    made.kinds.push_back(is_fraud ? CardKind::fraud : is_journey ? CardKind::peculiar : CardKind::ordinary);
  }
  return made;
}

}  // namespace lectern::data
