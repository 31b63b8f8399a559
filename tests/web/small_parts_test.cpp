#include <doctest/doctest.h>

#include "web/app/two_fingers.h"
#include "web/model/undo_history.h"
#include "web/ui/parameter_scale.h"
#include "web/ui/regions.h"

using namespace lectern;

TEST_CASE("undo goes back through changes and redo forward again") {
  UndoHistory<int> history;
  history.record(1, "a");
  history.record(2, "b");
  CHECK(history.undo(3) == 2);
  CHECK(history.undo(2) == 1);
  CHECK_FALSE(history.undo(1).has_value());
  CHECK(history.redo(1) == 2);
  CHECK(history.redo(2) == 3);
  CHECK_FALSE(history.can_redo());
}

TEST_CASE("dragging one slider is one step of undo until it is released") {
  UndoHistory<int> history;
  history.record(1, "rate");
  history.record(2, "rate");
  history.record(3, "rate");
  history.seal();
  history.record(4, "rate");
  CHECK(history.undo(5) == 4);
  CHECK(history.undo(4) == 1);
  CHECK_FALSE(history.can_undo());
}

TEST_CASE("a change after undo forgets what could be redone") {
  UndoHistory<int> history;
  history.record(1, "a");
  static_cast<void>(history.undo(2));
  history.record(1, "b");
  CHECK_FALSE(history.can_redo());
}

namespace {

ParameterSpec spec(ParameterKind kind, double minimum, double maximum, ParameterScale scale = ParameterScale::linear) {
  ParameterSpec result;
  result.kind = kind;
  result.minimum = minimum;
  result.maximum = maximum;
  result.scale = scale;
  return result;
}

}  // namespace

TEST_CASE("sliders reach their ends exactly") {
  const ParameterSpec rate = spec(ParameterKind::real, 1e-5, 10, ParameterScale::logarithmic);
  CHECK(slider_value(rate, 0) == 1e-05);
  CHECK(slider_value(rate, 1) == 10);
  CHECK(slider_position(rate, 1e-5) == 0);
  CHECK(slider_position(rate, 10) == 1);
}

TEST_CASE("sliders give round numbers") {
  CHECK(slider_value(spec(ParameterKind::real, 0, 1), 0.29987f) == 0.3);
  CHECK(slider_value(spec(ParameterKind::integer, 10, 1000), 0.5f) == 505);
  CHECK(slider_value(spec(ParameterKind::real, 1e-4, 1, ParameterScale::logarithmic), 0.5f) == 0.01);
}

TEST_CASE("one arrow key moves an integer by one") {
  const ParameterSpec count = spec(ParameterKind::integer, 1, 9);
  const float step = slider_key_step(count);
  CHECK(slider_value(count, slider_position(count, 4) + step) == 5);
}

TEST_CASE("a desktop window has its controls at the side, a phone has drawers and its transport at the bottom") {
  const Regions desktop = divide_window(1280, 720, 1, {});
  CHECK_FALSE(desktop.narrow);
  CHECK(desktop.centre.width + desktop.controls.width == 1280);
  CHECK(desktop.demos.width < 640);
  CHECK(desktop.transport.bottom() == desktop.scrub.y);
  CHECK(desktop.scrub.bottom() == desktop.centre.y);
  CHECK(desktop.centre.bottom() == 720);
  const Regions phone = divide_window(390, 844, 1, {});
  CHECK(phone.narrow);
  CHECK(phone.centre.width == 390);
  CHECK(phone.centre.bottom() == phone.scrub.y);
  CHECK(phone.scrub.bottom() == phone.transport.y);
  CHECK(phone.transport.bottom() == 844);
}

TEST_CASE("the home page has a bar at the top and nothing at its sides") {
  for (const float width : {390.0f, 1280.0f}) {
    const Regions regions = divide_window(width, 800, 1, {.home = true});
    CHECK(regions.demos.width + regions.controls.width + regions.scrub.height == 0);
    CHECK(regions.centre.y == regions.transport.bottom());
    CHECK(regions.centre.bottom() == 800);
    CHECK(regions.centre.width == width);
  }
}

TEST_CASE("an embedded page keeps only panels and transport") {
  const Regions regions = divide_window(1280, 720, 1, {.embedded = true});
  CHECK(regions.demos.width == 0);
  CHECK(regions.controls.width == 0);
  CHECK(regions.centre.width == 1280);
}

TEST_CASE("a lesson stands beside the panels, on a phone in a line that unfolds over their lower part") {
  const Regions desktop = divide_window(1280, 720, 1, {.lesson = true});
  CHECK(desktop.lesson.width == 300);
  CHECK(desktop.centre.x == desktop.lesson.right());
  CHECK(desktop.centre.right() == desktop.controls.x);
  const Regions alone = divide_window(1280, 720, 1.4f, {.embedded = true, .lesson = true});
  CHECK(alone.centre.width > 900);
  CHECK(alone.centre.right() == 1280);
  const Regions phone = divide_window(390, 844, 1, {.lesson = true});
  CHECK(phone.lesson.height == 44);
  CHECK(phone.centre.bottom() == phone.lesson.y);
  CHECK(phone.lesson.bottom() == phone.scrub.y);
  const Regions unfolded = divide_window(390, 844, 1, {.lesson = true, .lesson_unfolded = true});
  CHECK(unfolded.centre == phone.centre);
  CHECK(unfolded.lesson.bottom() == phone.scrub.y);
  CHECK(unfolded.lesson.height > 844 / 3 - 1);
  CHECK(unfolded.lesson.y > 844 / 2);
  CHECK(divide_window(390, 300, 1, {.lesson = true, .lesson_unfolded = true}).lesson.y >= 100);
}

TEST_CASE("a larger interface scale turns a small window into a narrow one") {
  CHECK(divide_window(1280, 720, 2, {}).narrow);
}

TEST_CASE("two fingers tell how they moved and spread since they were asked last") {
  TwoFingers fingers;
  fingers.touch(7, 100, 200);
  CHECK_FALSE(fingers.take_pinch().happened());
  fingers.touch(9, 200, 200);
  CHECK_FALSE(fingers.take_pinch().happened());
  fingers.touch(7, 50, 210);
  fingers.touch(9, 250, 210);
  const Pinch pinch = fingers.take_pinch();
  CHECK(pinch.x == 150);
  CHECK(pinch.y == 210);
  CHECK(pinch.moved_x == 0);
  CHECK(pinch.moved_y == 10);
  CHECK(pinch.spread == 2);
  CHECK_FALSE(fingers.take_pinch().happened());
}

TEST_CASE("a finger that comes or goes makes no jump") {
  TwoFingers fingers;
  for (const int id : {1, 2, 3}) fingers.touch(id, 100.0f * static_cast<float>(id), 0);
  fingers.lift(1);
  CHECK(fingers.count() == 2);
  CHECK_FALSE(fingers.take_pinch().happened());
  fingers.lift(2);
  fingers.touch(3, 500, 500);
  CHECK_FALSE(fingers.take_pinch().happened());
  fingers.touch(4, 500, 500);
  fingers.touch(4, 501, 500);
  CHECK(fingers.take_pinch().spread == 1);
}
