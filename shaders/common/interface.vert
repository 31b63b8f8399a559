// The vertices of Dear ImGui: screen position in logical pixels, texture coordinates, colour.
in vec2 Position;
in vec2 UV;
in vec4 Color;

uniform vec4 u_to_clip;  // scale in xy, offset in zw

out vec2 v_uv;
out vec4 v_color;

void main() {
  v_uv = UV;
  v_color = Color;
  gl_Position = vec4(Position * u_to_clip.xy + u_to_clip.zw, 0.0, 1.0);
}
