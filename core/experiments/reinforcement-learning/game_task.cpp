#include "core/experiments/reinforcement-learning/game_task.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace lectern::reinforcement {
namespace {

using decisions::Board;
using decisions::Mark;
using decisions::Record;

constexpr int kGames = 100;  // of a step

constexpr const char* kGameLearnedHelp =
    "Tap a cell: you are crosses, the learner answers. The colour of an empty cell is what the learner thinks of your "
    "move there: 1 you win, 0 a draw, −1 it wins. A tap after the end begins a new game.";
constexpr const char* kTruthHelp =
    "The same board, valued by minimax: every game that can follow was looked at. Tap here as well.";
constexpr const char* kRecordHelp =
    "The learner without exploration, first in half of its games: against moves at random, and against minimax, which "
    "draws one of its best moves. Exact shares, not samples.";
constexpr const char* kGameNumbersHelp = "Shares of games of the learner without exploration.";

Record both_sides(std::span<const double> values, std::span<const double> opponent) {
  const Record first = decisions::record_against(values, true, opponent),
               second = decisions::record_against(values, false, opponent);
  return {(first.won + second.won) / 2, (first.drawn + second.drawn) / 2, (first.lost + second.lost) / 2};
}

}  // namespace

GameTask::GameTask(const Streams& streams)
    : values_(decisions::kBoards), minimax_(decisions::minimax_values()), rng_(streams.rng("self-play")) {
  // The first game is under way: nought has answered badly, and crosses can win.
  board_ = Board().after(0).after(1);
  measure();
}

void GameTask::measure() {
  against_random_ = both_sides(values_, {});
  against_minimax_ = both_sides(values_, *minimax_);
  history_.record(static_cast<double>(games_),
                  std::array{against_random_.won, against_random_.lost, against_minimax_.lost});
}

void GameTask::step(const GameSettings& settings) {
  for (int game = 0; game < kGames; ++game)
    decisions::self_play(values_, settings.exploration, settings.step_size, rng_);
  games_ += kGames;
  measure();
}

bool GameTask::act(const Action& action) {
  const auto* pick = std::get_if<LatentPicked>(&action.gesture);
  if (pick == nullptr || (action.panel != "board" && action.panel != "minimax")) return false;
  if (board_.is_over()) {
    board_ = {};
    return true;
  }
  const int column = std::clamp(static_cast<int>(std::floor(pick->x)), 0, 2),
            row = std::clamp(2 - static_cast<int>(std::floor(pick->y)), 0, 2), cell = 3 * row + column;
  if (board_.cells[static_cast<std::size_t>(cell)] != Mark::none) return false;
  board_ = board_.after(cell);
  if (!board_.is_over()) board_ = board_.after(decisions::best_move(board_, values_));
  return true;
}

void GameTask::describe_board(Plane& plane, std::span<const double> values) const {
  plane.equal_axes({.label = "column", .range = {0, 3}}, {.label = "row", .range = {0, 3}});
  plane.accept_latent_picks();
  constexpr int kPixels = 6;
  const bool is_over = board_.is_over();
  plane.field("cross: 1 wins, −1 loses", PlanarGrid{3 * kPixels, 3 * kPixels, {0, 3}, {0, 3}},
              [&](double x, double y) {
                const int cell = 3 * (2 - static_cast<int>(y)) + static_cast<int>(x);
                if (is_over || board_.cells[static_cast<std::size_t>(cell)] != Mark::none)
                  return std::numeric_limits<double>::quiet_NaN();
                return values[static_cast<std::size_t>(board_.after(cell).number())];
              },
              {.color = {-1, 1}});
  constexpr float kPenUp = std::numeric_limits<float>::quiet_NaN();
  LineLayer& lines = plane.line("", Places(), {.color = kColorForeground, .width_px = 1.5f});
  lines.x.assign({1, 1, kPenUp, 2, 2, kPenUp, 0, 3, kPenUp, 0, 3});
  lines.y.assign({0, 3, kPenUp, 0, 3, kPenUp, 1, 1, kPenUp, 2, 2});
  for (const Mark mark : {Mark::cross, Mark::nought}) {
    const bool crosses = mark == Mark::cross;
    PointsLayer& points =
        plane.points(crosses ? "you" : "the learner", Places(),
                     {.color = kColorForeground, .marker = crosses ? Marker::cross : Marker::ring, .size_px = 22});
    for (int cell = 0; cell < 9; ++cell) {
      if (board_.cells[static_cast<std::size_t>(cell)] != mark) continue;
      points.x.push_back(static_cast<float>(cell % 3) + 0.5f);
      points.y.push_back(2.5f - static_cast<float>(cell / 3));
    }
  }
}

void GameTask::describe(Snapshot& snapshot) const {
  describe_board(snapshot.plane("board", "Learned by self-play", {.weight = 4, .help = kGameLearnedHelp}), values_);
  describe_board(snapshot.plane("minimax", "Minimax", {.weight = 3, .help = kTruthHelp}), *minimax_);
  Plane& curves = snapshot.curves("games_won", "Games of the learner", {.weight = 3, .help = kRecordHelp});
  curves.axes({.label = "games against itself"}, {.label = "share of games", .range = {0, 1.02}});
  curves.line("won from random moves", history_, 0, {.color = 2});
  curves.line("lost to random moves", history_, 1, {.color = 0});
  curves.line("lost to minimax", history_, 2, {.color = 1});
  Numbers numbers = snapshot.numbers("Games", {.weight = 2, .help = kGameNumbersHelp});
  const Mark winner = board_.winner();
  std::string_view said = "You move: tap a cell.";
  if (winner == Mark::cross) said = "You have won.";
  if (winner == Mark::nought) said = "The learner has won.";
  if (winner == Mark::none && board_.is_over()) said = "A draw.";
  numbers.paragraph(said);
  numbers.heading("Against minimax");
  numbers.add("lost_minimax", "games lost", against_minimax_.lost, {.digits = 3});
  numbers.add("drawn_minimax", "games drawn", against_minimax_.drawn, {.digits = 3});
  numbers.heading("Against random moves");
  numbers.add("won_random", "games won from random moves", against_random_.won, {.digits = 3});
  numbers.add("lost_random", "games lost to random moves", against_random_.lost, {.digits = 3});
  numbers.add("games", "games against itself", static_cast<double>(games_), {.digits = 0});
}

}  // namespace lectern::reinforcement
