#include "web/model/kept_address.h"

namespace lectern {

void KeptAddress::open(const Stage& stage) {
  state_ = State::on_the_way;
  goes_to_stop_ = stage.view().opens_stop;
}

bool KeptAddress::stays(const Stage& stage, std::string_view link, bool stop_is_to_come) {
  if (state_ == State::on_the_way) {
    const bool was_changed = stage.first().can_undo() || (stage.beside() != nullptr && stage.beside()->can_undo());
    if (!was_changed || goes_to_stop_) {
      if (stop_is_to_come || (!stage.paused() && !stage.playing())) return true;
      link_ = link;
      state_ = State::there;
    }
  }
  if (state_ != State::there || link != link_) state_ = State::given_up;
  return state_ == State::there;
}

}  // namespace lectern
