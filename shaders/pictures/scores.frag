// A rectangle of decisions with the scores that they follow from: the class of a place is the one of its largest score,
// interpolated between the four cells around. Faded where it is not sure, with a line where the winner changes.
// v_uv is (0, 0) at the lower left and (1, 1) at the upper right corner of the grid, and goes on outside.
in vec2 v_uv;
in vec4 v_color;

uniform sampler2D u_values;
uniform sampler2D u_maps;
uniform float u_palette_row;  // index of the row with the categorical colours
uniform float u_palette_size;
uniform vec3 u_surface;
uniform vec3 u_boundary;
uniform float u_contrast;
uniform vec2 u_grid;          // columns, rows
uniform vec2 u_decisions_at;  // texel of the first cell: class + confidence
uniform vec2 u_scores_at;     // texel of the first score of the first class; classes stand below each other
uniform int u_classes;
uniform bool u_goes_on;       // scores are linear: true outside the grid, too

out vec4 o_color;

float texel(vec2 at) { return texelFetch(u_values, ivec2(at), 0).r; }

// Of the four cells around: lower left, lower right, upper left, upper right.
vec4 around(vec2 at) {
  return vec4(texel(at), texel(at + vec2(1.0, 0.0)), texel(at + vec2(0.0, 1.0)), texel(at + vec2(1.0, 1.0)));
}

float between(vec4 v, vec2 f) { return mix(mix(v.x, v.y, f.x), mix(v.z, v.w, f.x), f.y); }

vec2 slope(vec4 v, vec2 f) { return vec2(mix(v.y - v.x, v.w - v.z, f.y), mix(v.z - v.x, v.w - v.y, f.x)); }

void main() {
  vec2 position = v_uv * u_grid - 0.5;
  vec2 corner = clamp(floor(position), vec2(0.0), u_grid - 2.0);
  vec2 inside = clamp(position - corner, 0.0, 1.0);
  vec2 f = u_goes_on ? position - corner : inside;

  vec4 best_corners = vec4(0.0), second_corners = vec4(0.0);
  float best = -3.0e38, second = -3.0e38;
  int winner = 0;
  for (int c = 0; c < u_classes; ++c) {
    vec4 corners = around(u_scores_at + corner + vec2(0.0, float(c) * u_grid.y));
    float score = between(corners, f);
    if (score > best) {
      second = best;
      second_corners = best_corners;
      best = score;
      best_corners = corners;
      winner = c;
    } else if (score > second) {
      second = score;
      second_corners = corners;
    }
  }
  vec4 decisions = around(u_decisions_at + corner);
  float sure = between(fract(decisions), inside);
  vec3 class_color = texelFetch(u_maps, ivec2(int(mod(float(winner), u_palette_size)), int(u_palette_row)), 0).rgb;
  vec3 color = mix(u_surface, class_color, u_contrast * (0.3 + 0.7 * smoothstep(0.0, 0.9, sure)));

  // The distance to the boundary in pixels: the lead over its slope.
  vec2 by_cell = slope(best_corners - second_corners, f);
  vec2 by_pixel = vec2(dot(by_cell, dFdx(position)), dot(by_cell, dFdy(position)));
  float line = 1.0 - smoothstep(0.7, 1.5, (best - second) / max(length(by_pixel), 1.0e-20));
  o_color = vec4(mix(color, u_boundary, 0.7 * line), 1.0) * v_color;
}
