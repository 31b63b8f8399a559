#pragma once

#include <vector>

#include "web/views/drawing.h"

namespace lectern {

struct NeuronId {
  int layer = -1;
  int neuron = -1;
  bool valid() const { return layer >= 0; }
  bool operator==(const NeuronId&) const = default;
};

// Where the neurons of a Network panel stand: layers as columns from left to right. Squares shrink where a
// layer is crowded, then stand in zigzag, then in a block of several columns; what does not fit even then is counted
// below it.
class NetworkLayout {
 public:
  NetworkLayout(const Network& network, const Area& area, const ViewContext& context);

  int layers() const { return static_cast<int>(columns_.size()); }
  int shown(int layer) const { return columns_[static_cast<std::size_t>(layer)].shown; }
  int left_out(int layer) const { return columns_[static_cast<std::size_t>(layer)].left_out; }
  float side(int layer) const { return columns_[static_cast<std::size_t>(layer)].side; }
  // Several columns of neurons: there is no room for names beside each.
  bool is_block(int layer) const { return column(layer).across > 2; }
  float pitch_x() const { return pitch_x_; }
  float pitch_y(int layer) const { return columns_[static_cast<std::size_t>(layer)].pitch; }
  ImVec2 center(NeuronId id) const;
  Area square(NeuronId id) const;
  // The middle of the line above and below a column.
  ImVec2 label_at(int layer) const;
  ImVec2 note_at(int layer) const;
  ImVec2 more_at(int layer) const;
  // The neuron whose square (with a little room around) holds the point.
  NeuronId neuron_at(ImVec2 point, float room) const;
  // Index of the neuron's field in the panel's sheet of pictures: all neurons in order of layer.
  std::size_t picture(NeuronId id) const;

 private:
  struct Column {
    int shown = 0, left_out = 0;
    float x = 0, top = 0, pitch = 0, side = 0;
    float stagger = 0;  // neurons of a crowded column stand alternately this far to the left and to the right
    int across = 1;     // more than 2: a block of so many columns, from −stagger to stagger
    std::size_t first_picture = 0;
  };
  Area area_;
  void place(Column& column, float height, const ViewContext& context);
  bool place_in_block(Column& column, float height, const ViewContext& context) const;
  const Column& column(int layer) const { return columns_[static_cast<std::size_t>(layer)]; }
  float pitch_x_ = 0, line_ = 0;
  std::vector<Column> columns_;
};

}  // namespace lectern
