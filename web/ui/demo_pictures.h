#pragma once

#include <map>
#include <memory>
#include <string>

#include "web/gl/texture.h"

namespace lectern {

// The pictures of the demos, brought one by one when they are first drawn. UI thread only.
class DemoPictures {
 public:
  struct Entry {
    enum class State { waiting, shown, missing };
    State state = State::waiting;
    gl::Texture texture;
  };

  // Asks for the picture where that has not been done yet; the frame after it has come draws it.
  const Entry& picture(const std::string& demo, bool dark);
  // After a lost context: all are brought again.
  void forget_all();

 private:
  std::map<std::string, std::shared_ptr<Entry>> entries_;  // by the name of the file
};

}  // namespace lectern
