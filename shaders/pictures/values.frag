// A rectangle of numbers, each already mapped to [0, 1], seen through one row of the colour-map texture.
in vec2 v_uv;
in vec4 v_color;

uniform sampler2D u_values;   // one float a texel; cells carry a border of one repeated texel
uniform sampler2D u_maps;     // one colour map a row
uniform float u_map_row;      // centre of the row, in texture coordinates
uniform bool u_smooth;
uniform vec3 u_invalid;       // colour of what is not a number
uniform float u_contrast;     // 1: the colour map as it is; less: drawn towards the surface
uniform vec3 u_surface;

out vec4 o_color;

const float kInvalid = -1.0e20;

float value_at(ivec2 texel) { return texelFetch(u_values, clamp(texel, ivec2(0), textureSize(u_values, 0) - 1), 0).r; }

// Between the four texels around; where one of them is not a number, the nearest alone.
float smooth_value(vec2 position) {
  vec2 corner = floor(position - 0.5);
  vec2 f = position - 0.5 - corner;
  ivec2 t = ivec2(corner);
  float a = value_at(t), b = value_at(t + ivec2(1, 0)), c = value_at(t + ivec2(0, 1)), d = value_at(t + ivec2(1, 1));
  if (min(min(a, b), min(c, d)) < kInvalid) return value_at(ivec2(floor(position)));
  return mix(mix(a, b, f.x), mix(c, d, f.x), f.y);
}

void main() {
  vec2 position = v_uv * vec2(textureSize(u_values, 0));
  float t = u_smooth ? smooth_value(position) : value_at(ivec2(floor(position)));
  vec3 color;
  if (t < kInvalid) {
    float stripe = step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / 8.0));
    color = mix(u_surface, u_invalid, 0.16 + 0.16 * stripe);
  } else {
    // The ends of the map lie at the centres of its first and last texel.
    float columns = float(textureSize(u_maps, 0).x);
    float s = (clamp(t, 0.0, 1.0) * (columns - 1.0) + 0.5) / columns;
    color = mix(u_surface, texture(u_maps, vec2(s, u_map_row)).rgb, u_contrast);
  }
  o_color = vec4(color, 1.0) * v_color;
}
