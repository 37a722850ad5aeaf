// Draws the lab: a small WebGL renderer for Dear ImGui's meshes, and glyphs from the browser's text
// drawing, made at the size and density at which they are shown.

const FAMILY = 'Podfall Mono';
const MONO = `"${FAMILY}", D2Coding, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace`;
const SANS = 'system-ui, -apple-system, "Segoe UI", "Apple SD Gothic Neo", "Malgun Gothic", ' +
    '"Noto Sans KR", "Noto Sans CJK KR", sans-serif';
const FACES = [['', MONO], ['', SANS], ['600 ', SANS]];

// --- graphics ---------------------------------------------------------------------------------

const VERTEX = `attribute vec2 p,t;attribute vec4 c;uniform vec2 s;varying vec2 u;varying vec4 k;
void main(){u=t;k=c;gl_Position=vec4(p.x*s.x-1.,1.-p.y*s.y,0,1);}`;
const FRAGMENT = `precision mediump float;uniform sampler2D a;varying vec2 u;varying vec4 k;
void main(){gl_FragColor=vec4(k.rgb,k.a*texture2D(a,u).a);}`;

export class Graphics {
  constructor(canvas, memory) {
    const gl = canvas.getContext('webgl', {
      alpha: false, antialias: false, depth: false, stencil: false, powerPreference: 'low-power',
    });
    if (!gl) throw new Error('WebGL is not available');
    this.gl = gl;
    this.memory = memory;
    this.textures = new Map();
    const program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    ['p', 't', 'c'].forEach((name, i) => gl.bindAttribLocation(program, i, name));
    gl.linkProgram(program);
    gl.useProgram(program);
    this.scale = gl.getUniformLocation(program, 's');
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    for (let i = 0; i < 3; i++) gl.enableVertexAttribArray(i);
    gl.enable(gl.BLEND);
    gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  bytes(pointer, size) { return new Uint8Array(this.memory.buffer, pointer, size); }

  texture(id, width, height) {
    const gl = this.gl;
    if (!this.textures.has(id)) this.textures.set(id, gl.createTexture());
    gl.bindTexture(gl.TEXTURE_2D, this.textures.get(id));
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.ALPHA, width, height, 0, gl.ALPHA, gl.UNSIGNED_BYTE, null);
  }

  pixels(id, x, y, width, height, pointer) {
    const gl = this.gl;
    gl.bindTexture(gl.TEXTURE_2D, this.textures.get(id));
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, width, height, gl.ALPHA, gl.UNSIGNED_BYTE,
      this.bytes(pointer, width * height));
  }

  forget(id) {
    this.gl.deleteTexture(this.textures.get(id));
    this.textures.delete(id);
  }

  clear(width, height, r, g, b) {
    const gl = this.gl;
    gl.viewport(0, 0, width, height);
    gl.uniform2f(this.scale, 2 / width, 2 / height);
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(r, g, b, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.SCISSOR_TEST);
  }

  mesh(vertices, vertexBytes, indices, indexBytes) {
    const gl = this.gl;
    gl.bufferData(gl.ARRAY_BUFFER, this.bytes(vertices, vertexBytes), gl.STREAM_DRAW);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, this.bytes(indices, indexBytes), gl.STREAM_DRAW);
  }

  draw(texture, count, firstIndex, firstVertex, x, y, width, height) {
    const gl = this.gl, at = firstVertex * 20;
    gl.scissor(x, y, width, height);
    gl.bindTexture(gl.TEXTURE_2D, this.textures.get(texture) ?? null);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 20, at);
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, 20, at + 8);
    gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, 20, at + 16);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_SHORT, firstIndex * 2);
  }
}

// --- glyphs -----------------------------------------------------------------------------------

export class Glyphs {
  constructor() {
    this.context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    this.font = '';
  }

  use(face, size) {
    const font = `${FACES[face][0]}${size}px ${FACES[face][1]}`;
    if (font !== this.font) this.context.font = this.font = font;
    return this.context;
  }

  metrics(face, size, out) {
    const m = this.use(face, size).measureText('0');
    out.set([m.fontBoundingBoxAscent, m.fontBoundingBoxDescent, m.width]);
  }

  // Writes the glyph's box into `out` and its coverage into `pixels`.
  draw(face, size, code, out, pixels) {
    let context = this.use(face, size);
    const text = String.fromCodePoint(code);
    const m = context.measureText(text);
    const left = Math.floor(-m.actualBoundingBoxLeft) - 1;
    const top = Math.ceil(m.actualBoundingBoxAscent) + 1;
    const width = Math.ceil(m.actualBoundingBoxRight) + 1 - left;
    const height = Math.ceil(m.actualBoundingBoxDescent) + 1 + top;
    const blank = m.actualBoundingBoxRight + m.actualBoundingBoxLeft <= 0;
    if (blank || width * height > pixels.length) return out.set([0, 0, 0, 0, m.width]);
    const canvas = context.canvas;
    if (canvas.width < width || canvas.height < height) {
      canvas.width = Math.max(canvas.width, width);  // this resets the context
      canvas.height = Math.max(canvas.height, height);
      this.font = '';
      context = this.use(face, size);
    }
    context.clearRect(0, 0, width, height);
    context.fillText(text, -left, top);
    const rgba = context.getImageData(0, 0, width, height).data;
    for (let i = 0; i < width * height; i++) pixels[i] = rgba[i * 4 + 3];
    out.set([width, height, left, top, m.width]);
  }
}

let monospace = null;
// Loads the page's monospace font, once.
export function loadMonospace() {
  monospace ??= (async () => {
    const face = new FontFace(FAMILY, `url("${new URL('podfall-mono.woff2', import.meta.url)}")`);
    document.fonts.add(await face.load());
  })();
  return monospace;
}
