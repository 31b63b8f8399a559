#include <algorithm>
#include <limits>

#include <doctest/doctest.h>

#include "core/lab/panel_csv.h"

namespace lectern {
namespace {

Panel panel_with(PanelContent content) {
  Panel panel;
  panel.content = std::move(content);
  return panel;
}

TEST_CASE("curves become one line a point, earlier runs told apart") {
  Plane curves;
  curves.comparable = true;
  curves.line("training", {{0.0, 1.0}, {0.5, 0.25}});
  curves.line("training", {{0.0}, {0.75}}).run = "η = 0.1";
  CHECK(export_csv(panel_with(curves)) ==
        "series,run,x,y\ntraining,current,0,0.5\ntraining,current,1,0.25\ntraining,η = 0.1,0,0.75\n");
}

TEST_CASE("a field's cells stand at their centres, points carry their class") {
  Plane plane;
  FieldLayer& field = plane.next<FieldLayer>();
  field.label = "p";
  field.rows = 1, field.cols = 2;
  field.values = {0.25f, 0.75f};
  field.x = {0, 4}, field.y = {-1, 1};
  PointsLayer& points = plane.next<PointsLayer>();
  points.label = "data";
  points.x = {1}, points.y = {2}, points.color = {3};
  CHECK(export_csv(panel_with(plane)) == "layer,kind,x,y,value,low,high,dx,dy,xx,xy,yy,class\n"
                                         "p,field,1,0,0.25,,,,,,,,\n"
                                         "p,field,3,0,0.75,,,,,,,,\n"
                                         "data,point,1,2,,,,,,,,,3\n");
}

TEST_CASE("every line of a plane has as many cells as its first") {
  Plane plane;
  plane.next<LineLayer>() = {"l", {0}, {1}, 0, 2, false};
  plane.next<BandLayer>() = {"b", {0}, {1}, {2}, 0};
  plane.next<ArrowsLayer>() = {"a", {0}, {1}, {2}, {3}, 0};
  plane.next<EllipsesLayer>() = {"e", {0}, {1}, {2}, {3}, {4}, {5}};
  plane.next<BarsLayer>() = {"h", {0}, {1}, 1, 0};
  plane.next<HandlesLayer>() = {"t", {"id"}, {0}, {1}, 0, false};
  plane.straight("s", 1, 2, 3);
  const std::string csv = export_csv(panel_with(plane));
  std::size_t lines = 0;
  for (std::size_t from = 0; from < csv.size(); ++lines) {
    const std::size_t end = csv.find('\n', from);
    CHECK(std::count(csv.begin() + static_cast<std::ptrdiff_t>(from), csv.begin() + static_cast<std::ptrdiff_t>(end),
                     ',') == 12);
    from = end + 1;
  }
  CHECK(lines == 8);
}

TEST_CASE("a matrix is written as it is seen") {
  MatrixCells matrix;
  matrix.rows = 2, matrix.cols = 2;
  matrix.row_title = "true";
  matrix.row_labels = {"cat", "dog"};
  matrix.values = {3, 0, 1, 4};
  CHECK(export_csv(panel_with(matrix)) == "true,0,1\ncat,3,0\ndog,1,4\n");
}

TEST_CASE("a network names each quantity of each neuron") {
  Network network;
  network.layers.next().neurons.next().label = "x";
  NetworkLayer& output = network.layers.next();
  output.neurons.next().bias = 0.5f;
  output.weights = {-2};
  const std::string csv = export_csv(panel_with(network));
  CHECK(csv.find("1,0,,bias,,0.5\n") != std::string::npos);
  CHECK(csv.find("1,0,,weight,0,-2\n") != std::string::npos);
  CHECK(csv.find("0,0,x,activation,,0\n") != std::string::npos);
}

TEST_CASE("text that would break a line of values is quoted, numbers that are not finite are named") {
  Table table;
  table.columns = {"a,b", "say \"no\""};
  table.rows.next().cells = {"x", "y"};
  CHECK(export_csv(panel_with(table)) == "\"a,b\",\"say \"\"no\"\"\"\nx,y\n");
  Images images;
  Tile& tile = images.tiles.next();
  tile.width = 2, tile.height = 1;
  tile.values = {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()};
  CHECK(export_csv(panel_with(images)) == "picture,label,row,column,value\n0,,0,0,\n0,,0,1,-inf\n");
}

TEST_CASE("empty panels are a line of names and nothing more") {
  for (const PanelContent& content :
       {PanelContent(Plane{}), PanelContent(Images{}), PanelContent(Network{}), PanelContent(Tree{}),
        PanelContent(Distribution{}), PanelContent(Cloud{}), PanelContent(Text{})}) {
    const std::string csv = export_csv(panel_with(content));
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 1);
    CHECK(csv.size() > 5);
  }
}

}  // namespace
}  // namespace lectern
