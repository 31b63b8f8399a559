// A rectangle of decisions: class + confidence in [0, 1) in each texel, confidence (p − 1/k) / (1 − 1/k) of k classes.
// Between the four texels around, the class with the largest interpolated lead wins; it is faded where it is not sure, and
// a line is drawn where the winner changes.
in vec2 v_uv;
in vec4 v_color;

uniform sampler2D u_values;
uniform sampler2D u_maps;
uniform float u_palette_row;  // index of the row with the categorical colours
uniform float u_palette_size;
uniform vec3 u_surface;
uniform vec3 u_boundary;
uniform float u_contrast;
uniform float u_tie;          // the confidence at which two classes are equally probable

out vec4 o_color;

float value_at(ivec2 texel) { return texelFetch(u_values, clamp(texel, ivec2(0), textureSize(u_values, 0) - 1), 0).r; }

void main() {
  vec2 position = v_uv * vec2(textureSize(u_values, 0)) - 0.5;
  vec2 corner = floor(position);
  vec2 f = position - corner;
  ivec2 t = ivec2(corner);
  float v[4] = float[4](value_at(t), value_at(t + ivec2(1, 0)), value_at(t + ivec2(0, 1)), value_at(t + ivec2(1, 1)));
  float w[4] = float[4]((1.0 - f.x) * (1.0 - f.y), f.x * (1.0 - f.y), (1.0 - f.x) * f.y, f.x * f.y);

  // A texel speaks for its own class with its confidence beyond a tie, and against every other with the same.
  float best = -2.0, second = -2.0, winner = 0.0;
  vec4 best_corners = vec4(0.0), second_corners = vec4(0.0);
  for (int i = 0; i < 4; ++i) {
    float label = floor(v[i]), score = 0.0;
    bool seen = false;
    vec4 corners = vec4(0.0);
    for (int j = 0; j < 4; ++j) {
      float margin = max(fract(v[j]) - u_tie, 0.004);
      bool same = floor(v[j]) == label;
      corners[j] = same ? margin : -margin;
      score += w[j] * corners[j];
      seen = seen || (same && j < i);
    }
    if (seen) continue;
    if (score > best) {
      second = best;
      second_corners = best_corners;
      best = score;
      best_corners = corners;
      winner = label;
    } else if (score > second) {
      second = score;
      second_corners = corners;
    }
  }
  float sure = 0.0;
  for (int i = 0; i < 4; ++i) sure += floor(v[i]) == winner ? w[i] * fract(v[i]) : 0.0;
  vec3 class_color = texelFetch(u_maps, ivec2(int(mod(max(winner, 0.0), u_palette_size)), int(u_palette_row)), 0).rgb;
  vec3 color = mix(u_surface, class_color, u_contrast * (0.3 + 0.7 * smoothstep(0.0, 0.9, sure)));

  // Where no other class is near, one would score as much below zero as the winner scores above.
  bool alone = second < -best;
  float lead = alone ? 2.0 * best : best - second;
  vec4 d = alone ? 2.0 * best_corners : best_corners - second_corners;
  vec2 by_texel = vec2(mix(d[1] - d[0], d[3] - d[2], f.y), mix(d[2] - d[0], d[3] - d[1], f.x));
  vec2 by_pixel = vec2(dot(by_texel, dFdx(position)), dot(by_texel, dFdy(position)));
  float line = 1.0 - smoothstep(0.7, 1.5, lead / max(length(by_pixel), 1e-6));
  // Below a tie nothing is known of the lead: no line where there is no other class to be divided from.
  bool unsure = fract(v[0]) < u_tie || fract(v[1]) < u_tie || fract(v[2]) < u_tie || fract(v[3]) < u_tie;
  if (alone && unsure) line = 0.0;
  color = mix(color, u_boundary, 0.7 * line);
  o_color = vec4(color, 1.0) * v_color;
}
