#include "web/gallery/samples.h"

#include <cmath>

namespace lectern {

std::vector<SamplePage> sample_pages(int step) {
  return {plane_samples(step), awkward_plane_samples(step), curves_samples(step),    images_samples(step),
          text_samples(step),  network_samples(step),       structure_samples(step), distribution_samples(step)};
}

}  // namespace lectern
