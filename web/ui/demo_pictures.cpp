#include "web/ui/demo_pictures.h"

#include "web/platform/platform.h"

namespace lectern {

const DemoPictures::Entry& DemoPictures::picture(const std::string& demo, bool dark) {
  const std::string name = "pictures/" + demo + (dark ? "-dark" : "") + ".webp";
  std::shared_ptr<Entry>& entry = entries_[name];
  if (entry != nullptr) return *entry;
  entry = std::make_shared<Entry>();
  // An entry may be forgotten while its picture is on the way.
  platform::fetch_picture(name, [waiting = std::weak_ptr(entry)](std::optional<platform::DecodedPicture> picture) {
    const std::shared_ptr<Entry> asked = waiting.lock();
    if (asked == nullptr) return;
    asked->state = picture ? Entry::State::shown : Entry::State::missing;
    if (picture) asked->texture.upload_photo(picture->width, picture->height, picture->rgba);
  });
  return *entry;
}

void DemoPictures::forget_all() {
  for (const auto& [name, entry] : entries_) entry->texture.release();
  entries_.clear();
}

}  // namespace lectern
