#pragma once

#include <string>
#include <string_view>

#include "web/model/stage.h"

namespace lectern {

// Whether the address is to stay as it was given: from when a run was opened by it until the reader changes something,
// so that what could not be read in it can be mended by hand.
class KeptAddress {
 public:
  // The stage has just opened what the address says.
  void open(const Stage& stage);
  bool is_on_the_way() const { return state_ == State::on_the_way; }
  void give_up() { state_ = State::given_up; }
  // `link`: of the stage as it is now. While a stop of the lesson is still to come, the run stands nowhere yet.
  bool stays(const Stage& stage, std::string_view link, bool stop_is_to_come);

 private:
  enum class State { given_up, on_the_way, there };

  State state_ = State::given_up;
  bool goes_to_stop_ = false;  // the link only names a stop of the lesson, which the program goes to by itself
  std::string link_;           // of the run, once it stands where the address says
};

}  // namespace lectern
