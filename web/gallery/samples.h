#pragma once

#include <string>
#include <vector>

#include "core/lab/panel.h"

namespace lectern {

struct SamplePage {
  std::string name;
  std::vector<Panel> panels;
};

// Panels with made-up content, ordinary and extreme. `step` grows with time: histories lengthen, fields change.
std::vector<SamplePage> sample_pages(int step);

// The pages by kind of panel.
SamplePage plane_samples(int step);
SamplePage awkward_plane_samples(int step);
SamplePage curves_samples(int step);
SamplePage images_samples(int step);
SamplePage text_samples(int step);
SamplePage network_samples(int step);
SamplePage structure_samples(int step);
SamplePage distribution_samples(int step);

}  // namespace lectern
