#pragma once

#include <array>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::data {

// Invented card payments of one holder: five numbers each. A kind of shop is no number; how often the holder pays in
// such shops is one.
inline constexpr int kCardColumns = 5;
inline constexpr std::array<const char*, kCardColumns> kCardColumnNames{"log₁₀ of the amount [€]", "hour of the day",
                                                                        "log₁₀ of the distance from home [km]",
                                                                        "log₁₀ of the minutes since the last payment",
                                                                        "log₁₀ of the share of payments in such shops"};

enum class CardKind { ordinary, peculiar, fraud };  // peculiar: honest, on a journey

struct CardTransactions {
  Matrix<double> columns;  // n × kCardColumns
  std::vector<CardKind> kinds;
};

// n payments, the last `frauds` of them fraud, far away and in quick succession: half of these try the card with small
// sums deep in the night, half spend larger ones in the evening and at night. No sum by itself is unusual. About one
// honest payment in twenty-five is made on a journey: large sums, far from home.
CardTransactions make_card_transactions(int n, int frauds, Rng& rng);

}  // namespace lectern::data
