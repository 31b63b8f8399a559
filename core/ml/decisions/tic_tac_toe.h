#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/rng.h"

// Tic-tac-toe: solved by looking at everything that can happen (minimax), and learned from games of the learner against
// itself. Results are those of cross, who begins: 1 it wins, 0 a draw, −1 nought wins.
// Sources: Shannon, Programming a computer for playing chess, Philosophical Magazine 41 (1950) 256; Sutton, Barto,
// Reinforcement Learning (2nd ed., 2018), §1.5.
namespace lectern::decisions {

enum class Mark : std::int8_t { none, cross, nought };

struct Board {
  std::array<Mark, 9> cells{};  // row by row

  int marks() const;
  Mark to_move() const { return marks() % 2 == 0 ? Mark::cross : Mark::nought; }
  Mark winner() const;  // none: nobody yet
  bool is_over() const { return winner() != Mark::none || marks() == 9; }
  int result() const;  // of a game that is over
  Board after(int cell) const;
  // 0 … 3⁹ − 1
  int number() const;
  auto state() const { return std::tie(cells); }
};
constexpr int kBoards = 19683;

// The result of perfect play from each board that can be reached; 0 for others.
std::vector<double> minimax_values();

// The move to the board whose value is best for the one who moves, of equals the first, or one drawn.
// values  kBoards
int best_move(const Board& board, std::span<const double> values);
int best_move(const Board& board, std::span<const double> values, Rng& rng);

// One game against oneself; both sides move at random with probability ε, else to the board of best value. Of each
// board passed, V += α (the best value that the next mover can reach − V); of the last, V is the result. values
// kBoards, updated;  gives the result
int self_play(std::span<double> values, double epsilon, double alpha, Rng& rng);

// What a player who moves by its values can expect against one who moves at random, all moves alike, or at random among
// the best of minimax: shares of games.
struct Record {
  double won = 0, drawn = 0, lost = 0;
};
// opponent  kBoards: the opponent's moves are drawn among the best by these values; empty: among all
Record record_against(std::span<const double> values, bool begins, std::span<const double> opponent);

}  // namespace lectern::decisions
