#include "core/ml/decisions/tic_tac_toe.h"

#include <algorithm>

namespace lectern::decisions {
namespace {

struct Moves {
  std::array<int, 9> cell{};
  int count = 0;
};

Moves all_moves(const Board& board) {
  Moves moves;
  for (int cell = 0; cell < 9; ++cell)
    if (board.cells[static_cast<std::size_t>(cell)] == Mark::none)
      moves.cell[static_cast<std::size_t>(moves.count++)] = cell;
  return moves;
}

double value_of(std::span<const double> values, const Board& board) {
  return values[static_cast<std::size_t>(board.number())];
}

// Of the mover.
Moves best_moves(const Board& board, std::span<const double> values) {
  const double sign = board.to_move() == Mark::cross ? 1 : -1;
  Moves best;
  double highest = -2;
  const Moves all = all_moves(board);
  for (int i = 0; i < all.count; ++i) {
    const int cell = all.cell[static_cast<std::size_t>(i)];
    const double value = sign * value_of(values, board.after(cell));
    if (value > highest) {
      highest = value;
      best.count = 0;
    }
    if (value == highest) best.cell[static_cast<std::size_t>(best.count++)] = cell;
  }
  return best;
}

double solve(const Board& board, std::vector<double>& values, std::vector<char>& known) {
  const auto number = static_cast<std::size_t>(board.number());
  if (known[number] != 0) return values[number];
  known[number] = 1;
  if (board.is_over()) return values[number] = board.result();
  const bool crosses = board.to_move() == Mark::cross;
  double best = crosses ? -2 : 2;
  const Moves all = all_moves(board);
  for (int i = 0; i < all.count; ++i) {
    const double value = solve(board.after(all.cell[static_cast<std::size_t>(i)]), values, known);
    best = crosses ? std::max(best, value) : std::min(best, value);
  }
  return values[number] = best;
}

void play_out(const Board& board, double share, std::span<const double> values, Mark player,
              std::span<const double> opponent, Record& record) {
  if (board.is_over()) {
    const Mark winner = board.winner();
    (winner == Mark::none ? record.drawn : winner == player ? record.won : record.lost) += share;
    return;
  }
  if (board.to_move() == player) {
    play_out(board.after(best_move(board, values)), share, values, player, opponent, record);
    return;
  }
  const Moves moves = opponent.empty() ? all_moves(board) : best_moves(board, opponent);
  for (int i = 0; i < moves.count; ++i)
    play_out(board.after(moves.cell[static_cast<std::size_t>(i)]), share / moves.count, values, player, opponent,
             record);
}

}  // namespace

int Board::marks() const {
  return static_cast<int>(std::count_if(cells.begin(), cells.end(), [](Mark mark) { return mark != Mark::none; }));
}

Mark Board::winner() const {
  constexpr std::array<std::array<std::size_t, 3>, 8> kLines{
      {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {0, 3, 6}, {1, 4, 7}, {2, 5, 8}, {0, 4, 8}, {2, 4, 6}}};
  for (const auto& [a, b, c] : kLines)
    if (cells[a] != Mark::none && cells[a] == cells[b] && cells[b] == cells[c]) return cells[a];
  return Mark::none;
}

int Board::result() const {
  const Mark mark = winner();
  return mark == Mark::none ? 0 : mark == Mark::cross ? 1 : -1;
}

Board Board::after(int cell) const {
  Board next = *this;
  next.cells[static_cast<std::size_t>(cell)] = to_move();
  return next;
}

int Board::number() const {
  int number = 0;
  for (const Mark mark : cells) number = 3 * number + static_cast<int>(mark);
  return number;
}

std::vector<double> minimax_values() {
  std::vector<double> values(kBoards);
  std::vector<char> known(kBoards);
  solve({}, values, known);
  return values;
}

int best_move(const Board& board, std::span<const double> values) { return best_moves(board, values).cell[0]; }

int best_move(const Board& board, std::span<const double> values, Rng& rng) {
  const Moves best = best_moves(board, values);
  return best.cell[best.count > 1 ? rng.below(static_cast<std::uint32_t>(best.count)) : 0];
}

int self_play(std::span<double> values, double epsilon, double alpha, Rng& rng) {
  Board board;
  while (!board.is_over()) {
    const int best = best_move(board, values, rng);
    double& value = values[static_cast<std::size_t>(board.number())];
    value += alpha * (value_of(values, board.after(best)) - value);
    const Moves all = all_moves(board);
    const bool explores = rng.uniform() < epsilon;
    board = board.after(explores ? all.cell[rng.below(static_cast<std::uint32_t>(all.count))] : best);
  }
  values[static_cast<std::size_t>(board.number())] = board.result();
  return board.result();
}

Record record_against(std::span<const double> values, bool begins, std::span<const double> opponent) {
  Record record;
  play_out({}, 1, values, begins ? Mark::cross : Mark::nought, opponent, record);
  return record;
}

}  // namespace lectern::decisions
