#include "core/ml/decisions/tic_tac_toe.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace lectern;
using namespace lectern::decisions;

namespace {

Board board_of(const char* cells) {
  Board board;
  for (std::size_t i = 0; i < 9; ++i)
    board.cells[i] = cells[i] == 'x' ? Mark::cross : cells[i] == 'o' ? Mark::nought : Mark::none;
  return board;
}

}  // namespace

TEST_CASE("tic-tac-toe: rows, columns and diagonals win, and the first to move is cross") {
  CHECK(board_of("xxxoo....").winner() == Mark::cross);
  CHECK(board_of("xo.xo..ox").winner() == Mark::nought);
  CHECK(board_of("x.o.x.o.x").winner() == Mark::cross);
  CHECK(board_of("xoxxoxoxo").result() == 0);
  CHECK(board_of("xoxxoxoxo").is_over());
  CHECK(Board().to_move() == Mark::cross);
  CHECK(Board().after(4).to_move() == Mark::nought);
  CHECK(board_of("........o").number() == 2);
  CHECK(board_of("x........").number() == 6561);
}

TEST_CASE("tic-tac-toe: perfect play is a draw, an edge beside a corner loses, a threat must be met") {
  const std::vector<double> values = minimax_values();
  CHECK(values[static_cast<std::size_t>(Board().number())] == 0);
  CHECK(values[static_cast<std::size_t>(board_of("xo.......").number())] == 1);
  CHECK(best_move(board_of("xx..o...."), values) == 2);
  CHECK(best_move(board_of("oo.x..x.."), values) == 2);
}

TEST_CASE("tic-tac-toe: who plays by minimax loses to nobody, and shares sum to one") {
  const std::vector<double> values = minimax_values(), nothing(kBoards);
  for (const bool begins : {true, false}) {
    const Record random = record_against(values, begins, {}), perfect = record_against(values, begins, values);
    CHECK(random.lost == 0);
    CHECK(random.won > 0.7);
    CHECK(random.won + random.drawn + random.lost == doctest::Approx(1));
    CHECK(perfect.drawn == doctest::Approx(1));
    CHECK(record_against(nothing, begins, values).lost > 0);
  }
}

TEST_CASE("tic-tac-toe: games against oneself come to the values of minimax where one plays") {
  std::vector<double> values(kBoards);
  Rng rng(1);
  for (int game = 0; game < 20000; ++game) self_play(values, 0.3, 0.2, rng);
  const std::vector<double> truth = minimax_values();
  CHECK(record_against(values, true, truth).lost < 0.02);
  CHECK(record_against(values, false, truth).lost < 0.02);
  for (int cell = 0; cell < 9; ++cell)
    CHECK(values[static_cast<std::size_t>(Board().after(cell).number())] == doctest::Approx(0).epsilon(0.1));
}
